"""Services from official sheets and OSM objects, with every row that was left out and why."""

from mapa_uslug.registry.reading import Registry, read_services

__all__ = ["Registry", "read_services"]
