// Table of the places of the service, as the register knows them and the plan changes them.
import { contactText } from "../cards/parts";
import { tame } from "../dom";
import { placesOn, serviceOf } from "../finding";
import type { Place } from "../model";
import { sayHours } from "../hours";
import { addressOf, capacityOf, standingOf } from "../naming";
import { sectorOf } from "../whatif/places";
import { nameCell, numberCell, type TableContext } from "./context";
import type { Column, TableData } from "./table";

export function placeTable({ model, words, state, actions }: TableContext): TableData<Place> {
  const rows = placesOn(model, state, state.question.type);
  const of = (place: Place) => serviceOf(model, place);
  const text = (value: string | undefined, length = 80) => ({ value: tame(value, length) });
  const columns: Column<Place>[] = [
    { head: words.say("provider"), cell: (place) => nameCell(words, tame(place.provider, 120), () => actions.openPlace(place.id)) },
    { head: words.say("gmina"), cell: (place) => text(model.gminaName(place.gmina), 60) },
    { head: words.say("address"), cell: (place) => ({ value: addressOf(of(place) ?? {}) }) },
    { head: words.say("position"), cell: (place) => ({ value: of(place) ? words.position(of(place)!) : words.say("place_new") }) },
    { head: words.say("capacity"), isNumber: true, cell: (place) => capacity(place) },
    { head: words.say("free_places"), isNumber: true, cell: (place) => free(place) },
    { head: words.say("hours"), cell: (place) => text(sayHours(of(place)?.hours ?? of(place)?.opening_hours ?? "", words.language)) },
    { head: words.say("contact"), cell: (place) => ({ ...text(of(place)?.contact), shown: contactText(of(place)?.contact) }) },
    { head: words.say("sector"), cell: (place) => ({ value: sector(place) }) },
    { head: words.say("source_date"), cell: (place) => text(of(place)?.source_date, 20) },
  ];
  if (rows.some((place) => standingOf(place, words))) {
    columns.splice(1, 0, { head: words.say("standing"), cell: (place) => ({ value: standingOf(place, words) || words.say("place_unchanged") }) });
  }
  return { name: words.say("places"), rows, columns, none: words.say("no_places") };

  function capacity(place: Place) {
    const cell = numberCell(words, place.capacity, 1);
    return place.capacity === undefined ? cell : { ...cell, shown: capacityOf(String(cell.shown), of(place)?.capacity_unit, words) };
  }

  function free(place: Place) {
    const occupied = of(place)?.occupied;
    return numberCell(words, place.capacity === undefined || occupied === undefined ? null : Math.max(0, place.capacity - occupied));
  }

  function sector(place: Place): string {
    const service = of(place);
    return service && sectorOf(service) ? tame(words.of("sectors", sectorOf(service)), 60) : "";
  }
}
