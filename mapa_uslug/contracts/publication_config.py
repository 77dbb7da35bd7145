"""Settings of the public edition: who publishes it, whom to ask, on which terms."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from mapa_uslug.contracts.config_values import Section


class PublicationOptions(Section):
    """What the public edition says about itself; what is not given, it says is missing."""

    office: str = Field(
        default="",
        description="Office that publishes the edition and answers for it.",
        examples=["Gminny Ośrodek Pomocy Społecznej w Zalewie"],
    )
    contact: str = Field(
        default="",
        description="Telephone, mailbox or address of that office, never of a person: for corrections, and for those who need "
        "the content in another form.",
        examples=["tel. 00 000 00 00, uslugi@ops.zalewo.example"],
    )
    licence: str = Field(
        default="",
        description="Terms on which the figures and the list of services may be used.",
        examples=["CC BY 4.0"],
    )
    declaration: str = Field(
        default="",
        pattern=r"^(https://\S+)?$",
        description="Address of the office's declaration of accessibility, `https` only.",
        examples=["https://ops.zalewo.example/deklaracja"],
    )
    on: date | None = Field(
        default=None,
        description="Day that stands on the pages as that of publication. Empty: none; the dates of the data stand there anyway.",
        examples=["2026-12-01"],
    )
