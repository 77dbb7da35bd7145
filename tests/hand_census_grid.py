"""The census grid of Eurostat in the forms that are published, with rows made for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LONG_HEADER = (
    "DATAFLOW,FREQ,STAT,SPATIAL,TIME_PERIOD,OBS_VALUE,NOT_COUNTED_PROPORTION,GENERAL_STATUS,OBS_STATUS,STATUS,LAND_SURFACE,"
    "SPECIAL_VALUE,APPROXIMATELY_LOCATED_POPULATION_PROPORTION,OBS_NOTE,MEASURE,MEASUREMENT_METHOD,UNIT_MEASURE,"
    "CONVENTIONALLY_LOCATED_PROPORTION,UNIVERSE,POPULATED,AREA_OF_DISSEMINATION,INSPIREID"
)
STATS = (
    "T",
    "M",
    "F",
    "Y_LT15",
    "Y_1564",
    "Y_GE65",
    "EMP",
    "NAT",
    "EU_OTH",
    "OTH",
    "SAME",
    "CHG_IN",
    "CHG_OUT",
)


def long_row(stat: str, spatial: str, value: object, *, secret: bool = False, populated: str = "1") -> str:
    mark = "confidential" if secret else ""
    return (
        f"ESTAT:DF_CENSUS_GRID_2021(2.0),A10,{stat},{spatial},2021,{value},0,final,,final,1.0,{mark},0,,"
        f"populationAtResidencePlace,count,PS,0,,{populated},PL,"
    )


def long_cell(spatial: str, figures: Mapping[str, object], *, middle: str = "Y_1564") -> Iterable[str]:
    """Rows of one cell, every statistic; figures left out are zero, None is kept secret."""
    populated = "0" if figures.get("T") == 0 else "1"
    for stat in STATS:
        value = figures.get(stat, 0)
        name = middle if stat == "Y_1564" else stat
        yield long_row(
            name, spatial, "" if value is None else value, secret=value is None, populated=populated
        )
