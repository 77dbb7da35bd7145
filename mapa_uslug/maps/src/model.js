// The results that the page carries, and the question asked of them.
import { Shapes } from "./unpack.js";

export const STATES = ["served", "full", "too_far", "cannot_tell"];
export const [SERVED, FULL, TOO_FAR, CANNOT_TELL] = [0, 1, 2, 3];
const NO_COST = 65535;
const LEVELS = 3;

export class Model {
  constructor(data, arrays) {
    this.data = data;
    this.arrays = arrays;
    this.cells = readCells(arrays);
    this.shapes = Object.fromEntries(
      ["roads", "rail", "waterway", "water", "forest", "builtup", "gminas", "extent", "white_spots", "bands"].map(
        (name) => [name, new Shapes(arrays, name)],
      ),
    );
    this.types = new Map(data.types.map((type) => [type.code, type]));
    this.areas = new Map(data.areas.map((area) => [area.number, area]));
    this.gminaNames = new Map(data.gminas.map((gmina) => [gmina.teryt, gmina.name]));
    this.answerAt = new Map(data.answers.map((a, i) => [keyOf(a.type, a.mode, a.level), i]));
    this.spotsOf = groupSpots(data);
    this.population = this.populationOf();
  }

  answer(question) {
    const at = this.answerAt.get(keyOf(question.type, question.mode, question.level));
    return at === undefined ? null : { ...this.data.answers[at], at };
  }

  /** Modes in which a type can be asked for, the widest first. */
  modesOf(type) {
    return [...new Set(this.data.answers.filter((a) => a.type === type).map((a) => a.mode))];
  }

  levelsOf(type, mode) {
    return [...Array(LEVELS).keys()].filter((level) => this.answerAt.has(keyOf(type, mode, level)));
  }

  /** State (index into STATES) and reason of every cell, one byte each. */
  statesOf(answer) {
    return this.arrays[`state.${answer.at}`];
  }

  /** People by state: of all gminas together, and of each, in the order of the gminas. */
  sumsOf(answer, group) {
    const sums = this.arrays[`${group === "target" ? "target_" : ""}sums.${answer.at}`];
    const gminas = this.data.gminas.map((_, g) => Array.from(sums.subarray(4 * g, 4 * g + 4)));
    const total = [0, 1, 2, 3].map((state) => gminas.reduce((sum, row) => sum + row[state], 0));
    return { total, gminas };
  }

  /** White spots of a question, the largest first. */
  whiteSpotsOf(question) {
    return this.spotsOf.get(this.answer(question)?.at) ?? [];
  }

  servicesOf(type) {
    return this.data.services.map((service, index) => ({ ...service, index })).filter((s) => s.service_type === type);
  }

  /** Bands of a type (or of one of its places) by one mode, widest first. */
  bandsOf(id, type, mode) {
    return this.data.bands
      .map(([bandId, bandType, bandMode, minutes], index) => ({ id: bandId, type: bandType, mode: bandMode, minutes, index }))
      .filter((band) => band.id === id && band.type === type && band.mode === mode)
      .sort((a, b) => b.minutes - a.minutes);
  }

  /** Ways from a cell to the nearest place, by each mode of the answer. */
  waysOf(cell, answer) {
    return answer.limits.map((limit) => {
      const cost = this.arrays[`cost.${answer.type}.${limit.mode}`]?.[cell] ?? NO_COST;
      const place = (this.arrays[`nearest.${answer.type}.${limit.mode}`]?.[cell] ?? 0) - 1;
      return { ...limit, cost: cost === NO_COST ? null : cost, place };
    });
  }

  gminaName(teryt) {
    return this.gminaNames.get(teryt) ?? teryt;
  }

  populationOf() {
    if (!this.data.answers.length) return 0;
    return this.sumsOf({ at: 0 }, "all").total.reduce((a, b) => a + b, 0);
  }
}

function keyOf(type, mode, level) {
  return `${type}|${mode}|${level}`;
}

function groupSpots({ white_spots: rows, white_spot_columns: columns, answers }) {
  const groups = new Map();
  rows.forEach((row, index) => {
    const spot = Object.fromEntries(columns.map((column, i) => [column, row[i]]));
    const { unit } = answers[spot.answer].limits[0];
    if (!groups.has(spot.answer)) groups.set(spot.answer, []);
    groups.get(spot.answer).push({ ...spot, unit, index });
  });
  for (const group of groups.values()) group.sort((a, b) => b.people - a.people || a.index - b.index);
  return groups;
}

function readCells(arrays) {
  return {
    quads: arrays["cells.quads"],
    gmina: arrays["cells.gmina"],
    locality: arrays["cells.locality"],
    people: arrays["cells.people"],
    isImputed: arrays["cells.is_imputed"],
    count: arrays["cells.gmina"].length,
  };
}

/** The cell at a point (in steps of the frame), or -1. */
export function cellAt(cells, x, y) {
  for (let c = 0; c < cells.count; c += 1) {
    let inside = false;
    for (let i = 0, j = 3; i < 4; j = i, i += 1) {
      const [xi, yi, xj, yj] = [2 * i, 2 * i + 1, 2 * j, 2 * j + 1].map((k) => cells.quads[8 * c + k]);
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    if (inside) return c;
  }
  return -1;
}

/** The question, the layers shown and the place chosen; whoever listens is told when they change. */
export class Store {
  constructor(state) {
    this.state = state;
    this.listeners = [];
  }

  listen(listener) {
    this.listeners.push(listener);
  }

  change(changes) {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener(this.state, changes);
  }
}

/** A question that has an answer: mode and level of another type may not exist for this one. */
export function fitQuestion(model, wanted) {
  const modes = model.modesOf(wanted.type);
  const mode = modes.includes(wanted.mode) ? wanted.mode : modes[0];
  const levels = model.levelsOf(wanted.type, mode);
  const level = levels.includes(wanted.level) ? wanted.level : levels[Math.floor(levels.length / 2)];
  const answer = model.answer({ ...wanted, mode, level });
  const group = wanted.group === "target" && !answer?.has_target ? "all" : wanted.group;
  return { ...wanted, mode, level, group };
}
