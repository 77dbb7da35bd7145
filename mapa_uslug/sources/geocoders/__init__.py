"""Services on the web that find addresses."""
