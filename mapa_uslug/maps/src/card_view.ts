// Where a card stands on the map.

/** Room that stays free between a card and the rim of the map. */
const MARGIN = { left: 24, top: 24, right: 24, bottom: 64 };

/**
 * Moves the map so that all of a card is seen, at once: Leaflet's own panning takes a quarter of a second, in which a button
 * moves away under the pointer and its click is lost.
 */
export function bringIntoSight(map: L.Map, popup: L.Popup): void {
  const card = popup.getElement()!.getBoundingClientRect();
  const box = map.getContainer().getBoundingClientRect();
  // A card that is larger than the map shows its beginning.
  const beyond = (before: number, after: number) => Math.min(before, Math.max(after, 0));
  const x = beyond(card.left - box.left - MARGIN.left, card.right - box.right + MARGIN.right);
  const y = beyond(card.top - box.top - MARGIN.top, card.bottom - box.bottom + MARGIN.bottom);
  if (x || y) map.panBy([x, y], { animate: false });
}
