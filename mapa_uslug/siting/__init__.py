"""Where new places of service should stand, and which closings harm least, with a proven bound."""

from mapa_uslug.siting.closures import Closures, choose_closures
from mapa_uslug.siting.short_ways import may_shorten, shorten_ways
from mapa_uslug.siting.solving import check_problem, solve
from mapa_uslug.siting.use import SiteUse, count_use

__all__ = [
    "Closures",
    "SiteUse",
    "check_problem",
    "choose_closures",
    "count_use",
    "may_shorten",
    "shorten_ways",
    "solve",
]
