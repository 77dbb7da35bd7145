"""Services from official sheets and OSM objects, with every row that was left out and why."""
