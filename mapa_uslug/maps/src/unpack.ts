// Arrays and geometries as Python packed them.
import { gunzipSync } from "fflate";
import type { ArrayDirectory, ArrayKind } from "./data";
import type { StepBox } from "./frame";

export type PackedArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;
export type Arrays = Record<string, PackedArray>;

const KINDS: Record<ArrayKind, new (buffer: ArrayBufferLike, offset: number, size: number) => PackedArray> = {
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  i4: Int32Array,
  f8: Float64Array,
};

/** Typed arrays by name, viewed in the one decompressed buffer. */
export async function unpackArrays(encoded: string, directory: ArrayDirectory): Promise<Arrays> {
  const buffer = await decompress(decodeBase64(encoded));
  const arrays: Arrays = {};
  for (const [name, [kind, offset, size]] of Object.entries(directory)) {
    arrays[name] = new KINDS[kind](buffer, offset, size);
  }
  return arrays;
}

function decodeBase64(encoded: string): Uint8Array<ArrayBuffer> {
  const text = atob(encoded.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The browser's own decompression where it has one: it is faster, and leaves the page free meanwhile. */
async function decompress(packed: Uint8Array<ArrayBuffer>): Promise<ArrayBufferLike> {
  if (typeof DecompressionStream === "undefined") return gunzipSync(packed).buffer;
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/**
 * Lines or rings of many features, in steps of the map's frame.
 * Vertices of part p are partPtr[p] .. partPtr[p + 1]; parts of feature f are featurePtr[f] .. featurePtr[f + 1].
 */
export class Shapes {
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly partPtr: Uint32Array;
  readonly featurePtr: Uint32Array;
  /** West, north, east and south of every part. */
  readonly boxes: Uint16Array;

  /** Arrays that the pack does not hold are shapes of no feature. */
  constructor(arrays: Arrays, name: string) {
    this.x = sumUp(arrays[`${name}.x`] ?? []);
    this.y = sumUp(arrays[`${name}.y`] ?? []);
    this.partPtr = pointersTo(arrays[`${name}.parts`] ?? []);
    this.featurePtr = pointersTo(arrays[`${name}.features`] ?? []);
    this.boxes = boxesOf(this);
  }

  get count(): number {
    return this.featurePtr.length - 1;
  }

  /** Whether a point lies inside a feature of rings (even-odd rule). */
  contains(feature: number, x: number, y: number): boolean {
    let inside = false;
    for (let p = this.featurePtr[feature]; p < this.featurePtr[feature + 1]; p += 1) {
      for (let i = this.partPtr[p], j = this.partPtr[p + 1] - 1; i < this.partPtr[p + 1]; j = i, i += 1) {
        const crosses = this.y[i] > y !== this.y[j] > y;
        if (crosses && x < ((this.x[j] - this.x[i]) * (y - this.y[i])) / (this.y[j] - this.y[i]) + this.x[i]) {
          inside = !inside;
        }
      }
    }
    return inside;
  }

  /** Sides of a feature's rings: four numbers (x, y, x, y) a side. */
  outlineOf(feature: number): number[] {
    const outline: number[] = [];
    for (let p = this.featurePtr[feature]; p < this.featurePtr[feature + 1]; p += 1) {
      for (let i = this.partPtr[p]; i + 1 < this.partPtr[p + 1]; i += 1) {
        outline.push(this.x[i], this.y[i], this.x[i + 1], this.y[i + 1]);
      }
    }
    return outline;
  }

  /** Smallest box around a feature: west, north, east, south in steps; null when it has no vertex. */
  boxOf(feature: number): StepBox | null {
    const box: StepBox = [Infinity, Infinity, -Infinity, -Infinity];
    for (let p = this.featurePtr[feature]; p < this.featurePtr[feature + 1]; p += 1) {
      box[0] = Math.min(box[0], this.boxes[4 * p]);
      box[1] = Math.min(box[1], this.boxes[4 * p + 1]);
      box[2] = Math.max(box[2], this.boxes[4 * p + 2]);
      box[3] = Math.max(box[3], this.boxes[4 * p + 3]);
    }
    return box[0] <= box[2] ? box : null;
  }
}

/** Where rows of these sizes begin, and where the last one ends. */
function pointersTo(sizes: ArrayLike<number>): Uint32Array {
  const pointers = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i += 1) pointers[i + 1] = pointers[i] + sizes[i];
  return pointers;
}

/** Values from their differences: low bytes first, then high ones; 0, 1, 2, 3, ... stand for 0, -1, 1, -2, ... */
function sumUp(bytes: ArrayLike<number>): Uint16Array {
  const values = new Uint16Array(bytes.length / 2);
  let value = 0;
  for (let i = 0; i < values.length; i += 1) {
    const folded = bytes[i] | (bytes[i + values.length] << 8);
    value += (folded >>> 1) ^ -(folded & 1);
    values[i] = value;
  }
  return values;
}

function boxesOf({ x, y, partPtr }: Pick<Shapes, "x" | "y" | "partPtr">): Uint16Array {
  const boxes = new Uint16Array((partPtr.length - 1) * 4);
  for (let p = 0; p + 1 < partPtr.length; p += 1) {
    let [west, north, east, south] = [65535, 65535, 0, 0];
    for (let i = partPtr[p]; i < partPtr[p + 1]; i += 1) {
      if (x[i] < west) west = x[i];
      if (x[i] > east) east = x[i];
      if (y[i] < north) north = y[i];
      if (y[i] > south) south = y[i];
    }
    boxes.set([west, north, east, south], 4 * p);
  }
  return boxes;
}
