// Run by test_maps_front_end.py with node's own runner.
import assert from "node:assert/strict";
import test from "node:test";
import { Clusters, type Window } from "../../../mapa_uslug/maps/src/clusters";
import type { LatLng } from "../../../mapa_uslug/maps/src/data";

const WORLD: Window = [-180, -85, 180, 85];
const place = (id: string, lat: number, lng: number) => ({ id, at: [lat, lng] as LatLng });
const near = [place("a", 52, 15), place("b", 52.001, 15.001), place("c", 52.4, 15.8)];
const ids = (clusters: Clusters<{ id: string; at: LatLng }>, zoom: number, window = WORLD) =>
  clusters.within(window, zoom).map((group) => group.items.map((item) => item.id).sort().join("")).sort();

test("places that touch at a scale are one symbol, and part closer in", () => {
  const clusters = new Clusters(near);
  assert.deepEqual(ids(clusters, 10), ["ab", "c"]);
  assert.deepEqual(ids(clusters, 16), ["a", "b", "c"]);
  const cluster = clusters.within(WORLD, 10).find((group) => group.items.length === 2)!;
  assert.ok(cluster.zoom! > 10);
  assert.deepEqual(ids(clusters, cluster.zoom!), ["a", "b", "c"]);
});

test("a place alone stays where it is, to the last digit", () => {
  const single = new Clusters(near).within(WORLD, 10).find((group) => group.items.length === 1)!;
  assert.deepEqual([single.at, single.zoom], [[52.4, 15.8], null]);
});

test("only what is in the window is drawn", () => {
  assert.deepEqual(ids(new Clusters(near), 12, [15.5, 52.2, 16, 52.6]), ["c"]);
});

test("places at one point never part", () => {
  const clusters = new Clusters([place("a", 52, 15), place("b", 52, 15)]);
  const [group] = clusters.within(WORLD, 18);
  assert.equal(group.items.length, 2);
  assert.ok(group.zoom! > 18);
});

test("every place is drawn once, at every zoom", () => {
  const many = Array.from({ length: 3000 }, (_, i) => place(String(i), 51 + ((i * 7919) % 1000) / 1000, 15 + ((i * 104729) % 997) / 997));
  const clusters = new Clusters(many);
  for (const zoom of [6, 9, 12, 18]) {
    const drawn = clusters.within(WORLD, zoom).flatMap((group) => group.items.map((item) => item.id));
    assert.deepEqual([drawn.length, new Set(drawn).size], [3000, 3000]);
  }
});
