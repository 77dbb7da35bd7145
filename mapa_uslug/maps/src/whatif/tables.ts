// Tables of steps as Python coded them: each row holds differences modulo 256, in an order of cells in which neighbours
// stand together, since these differ little and pack well.
import type { Arrays, PackedArray } from "../unpack";

/** Opened places are dragged about; more rows than that of places once tried are not worth keeping. */
const MAX_ROWS = 256;

function decodeRow(coded: PackedArray, row: number, order: PackedArray, into: Uint8Array): void {
  const cells = order.length;
  const at = row * cells;
  let value = 0;
  for (let k = 0; k < cells; k += 1) {
    value = (value + coded[at + k]) & 255;
    into[order[k]] = value;
  }
}

/** All rows, each in the order of the cells. */
export function decodeTable(coded: PackedArray, order: PackedArray): Uint8Array {
  const cells = order.length;
  const table = new Uint8Array(coded.length);
  for (let row = 0; row * cells < coded.length; row += 1) {
    decodeRow(coded, row, order, table.subarray(row * cells, (row + 1) * cells));
  }
  return table;
}

/** Squares that hold their costs already: undoing differences twice would spoil them. */
const undone = new WeakSet<PackedArray>();

/** Turns a square of differences to the value before and to the row before into its values, where it lies: it is large. */
function undoSquare(coded: PackedArray, cells: number): PackedArray {
  if (undone.has(coded)) return coded;
  undone.add(coded);
  for (let row = 0; row < cells; row += 1) {
    const above = (row - 1) * cells;
    const at = row * cells;
    let left = 0;
    for (let k = 0; k < cells; k += 1) {
      left = (left + coded[at + k]) & 255;
      coded[at + k] = row ? left + coded[above + k] : left;
    }
  }
  return coded;
}

/** Tables of places x cells, decoded when first asked for. */
export class StepTables {
  private readonly decoded = new Map<string, Uint8Array>();

  constructor(
    private readonly arrays: Arrays,
    private readonly order: PackedArray,
  ) {}

  rows(name: string): Uint8Array[] {
    const cells = this.order.length;
    const table = this.table(name);
    return Array.from({ length: cells ? table.length / cells : 0 }, (_, row) => table.subarray(row * cells, (row + 1) * cells));
  }

  private table(name: string): Uint8Array {
    let table = this.decoded.get(name);
    if (!table) {
      table = name in this.arrays ? decodeTable(this.arrays[name], this.order) : new Uint8Array(0);
      this.decoded.set(name, table);
    }
    return table;
  }
}

/** Tables of cells x cells: what a place that opens at a cell would cost. */
export class WayTables {
  private readonly rows = new Map<string, Uint8Array>();
  private readonly position: Uint32Array;

  constructor(
    private readonly arrays: Arrays,
    private readonly order: PackedArray,
  ) {
    this.position = new Uint32Array(order.length);
    for (let k = 0; k < order.length; k += 1) this.position[order[k]] = k;
  }

  /** Steps between every cell and a place standing at one, in the direction of a service type. */
  steps(way: number, direction: "to" | "from", cell: number): Uint8Array {
    const key = `${way}.${direction}.${cell}`;
    const known = this.rows.get(key);
    if (known) return known;
    const { order } = this;
    const cells = order.length;
    const square = undoSquare(this.arrays[`ways.${way}`], cells);
    const [first, stride] = direction === "from" ? [this.position[cell] * cells, 1] : [this.position[cell], cells];
    const steps = new Uint8Array(cells);
    for (let k = 0; k < cells; k += 1) steps[order[k]] = square[first + k * stride];
    if (this.rows.size >= MAX_ROWS) this.rows.clear();
    this.rows.set(key, steps);
    return steps;
  }
}
