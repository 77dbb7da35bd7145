"""How much there is for whom: places in reach by floating catchments, possible overlaps, what one trip reaches."""
