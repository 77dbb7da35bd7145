"""Parts of single sources: what stands here belongs to the source that its name begins with, or to a few of one kind."""
