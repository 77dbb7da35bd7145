"""Words for the barrier sheet: barriers and their indicators."""

from __future__ import annotations

from mapa_uslug.core.text import Text


def name_barrier(text: Text, barrier: str) -> str:
    """A barrier of the diagnosis; an unknown code is given back."""
    words = {
        "financial": text("Barriers: money"),
        "legal": text("Barriers: law"),
        "staff": text("Barriers: staff"),
        "organisational": text("Barriers: organisation"),
        "transport": text("Barriers: ways and transport"),
        "attitudes": text("Barriers: attitudes of users"),
        "authorities": text("Barriers: relations with authorities of gminas"),
        "partners": text("Barriers: relations with other bodies"),
    }
    return words.get(barrier, barrier)


def head_table(text: Text, barrier: str) -> str:
    """Caption of a barrier's table, short enough for the name of a sheet; an unknown code is given back."""
    words = {
        "financial": text("Money, by gmina"),
        "legal": text("Law, by gmina"),
        "staff": text("Staff, by gmina"),
        "organisational": text("Organisation, by gmina"),
        "transport": text("Ways and transport, by gmina"),
        "attitudes": text("Attitudes of users, by gmina"),
        "authorities": text("Relations with authorities, by gmina"),
        "partners": text("Relations with other bodies, by gmina"),
    }
    return words.get(barrier, barrier)


def name_indicator(text: Text, indicator: str) -> str:
    """What an indicator counts; an unknown code is given back."""
    words = {
        "funding_ends": text("services whose funding ends soon"),
        "funding_ends_places": text("places for people in services whose funding ends soon"),
        "fee_paid": text("services that users pay for"),
        "fee_amount_given": text("paid services that name the amount"),
        "fee_not_said": text("records that do not say whether users pay"),
        "distance_set_by_law": text("services whose distance from home is set by law"),
        "own_residents_only": text("services for own residents only"),
        "by_agreement": text("services for people of other gminas by agreement"),
        "threshold_by_convention": text("kinds of service measured by a conventional threshold"),
        "staff_fte": text("staff given in the records"),
        "staff_not_given": text("services at home that do not give their staff"),
        "waiting": text("people who wait"),
        "hours_needed": text("hours of care at home that are needed, with the ways"),
        "hours_there": text("hours of care at home that there are"),
        "hours_missing": text("hours of care at home that are missing"),
        "records_incomplete": text("incomplete records (without capacity, unit, hours or date)"),
        "no_capacity": text("records without capacity"),
        "no_unit": text("capacities without a unit"),
        "no_date": text("records without a date"),
        "no_hours": text("places that people go to, without hours"),
        "old_record": text("records grown old"),
        "kinds_in_several_units": text("kinds of service counted in several units"),
        "fetches_users": text("services that fetch their users"),
        "accessible_building": text("services in an accessible building"),
        "carers_travel": text("hours of carers on the way"),
        "only_by_car": text("people whom only the car brings to a service (the one with most of them)"),
        "no_return_by_bus": text("people of localities without a usable bus there and back"),
        "behind_barriers": text("people too far for want of a direct way (the service with most of them)"),
        "kinds_of_one_provider": text("kinds of service given by one provider only"),
        "survey_of_users": text("what users think of the services"),
        "has_choice": text(
            "people with a choice of two places, of those who reach one (who distrusts one provider can turn to another)"
        ),
        "gminas_that_share": text("gminas whose services are for others too"),
        "shared_services": text("services that name other gminas as served"),
        "served_from_elsewhere": text("services of other gminas that name this one as served"),
        "survey_of_authorities": text("how the authorities see working together"),
        "partnership_declared": text("records with a declared partnership"),
        "keeper_named": text("records that say who keeps them"),
        "corrections_address": text("records that say where corrections are told"),
        "third_sector": text("services of organisations, churches and the social economy"),
    }
    return words.get(indicator, indicator)


def name_base(text: Text, indicator: str) -> str:
    """Heading of the column that says out of how many; "" where an indicator needs none."""
    words = {
        "funding_ends": text("of so many that say until when they are funded"),
        "fee_paid": text("of so many that say whether users pay"),
        "own_residents_only": text("of so many that say for whom they are"),
        "shared_services": text("of so many that say for whom they are"),
        "staff_not_given": text("of so many services at home"),
        "fetches_users": text("of so many that say whether they fetch"),
        "accessible_building": text("of so many that say how accessible they are"),
        "only_by_car": text("of so many residents of whom it can be told"),
        "no_return_by_bus": text("of so many residents whose buses are known"),
        "third_sector": text("of so many of known sector"),
        "kinds_of_one_provider": text("of so many kinds"),
    }
    return words.get(indicator, "")
