"""Files of any office program as tables: what stands where, told by what a reader would see."""
