// States of people, as contracts/tables.py names them.

export const STATES = ["served", "full", "too_far", "cannot_tell"] as const;
export type StateName = (typeof STATES)[number];
export const [SERVED, FULL, TOO_FAR, CANNOT_TELL] = [0, 1, 2, 3];
/** A cell's byte: state in the two lower bits, reason above. */
export const STATE_BITS = 3;
export const REASON_SHIFT = 2;
