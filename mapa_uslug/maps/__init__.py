"""The interactive map: the only place that draws."""
