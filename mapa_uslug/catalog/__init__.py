"""Service types: what they are called, whom they serve, how they reach people and within what limits."""

from mapa_uslug.catalog.models import Catalog, CusArea, ServiceType, Threshold
from mapa_uslug.catalog.reading import read_catalog

__all__ = ["Catalog", "CusArea", "ServiceType", "Threshold", "read_catalog"]
