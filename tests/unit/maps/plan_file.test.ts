// Plans: changes that never change what was, TOML in and out, links.
import assert from "node:assert/strict";
import test from "node:test";
import { parse } from "smol-toml";
import { amend, canRedo, canUndo, commit, redo, startHistory, undo } from "../../../mapa_uslug/maps/src/history";
import { isReadable, readLink, writeLink, type LinkState } from "../../../mapa_uslug/maps/src/permalink";
import {
  changeOpened, closePlace, isEmpty, limitsOf, listChanges, makeId, NO_PLAN, openPlace, RUN_ONLY, setCapacity, undoChange, type Plan,
} from "../../../mapa_uslug/maps/src/whatif/plan";
import { readPlan, writePlan } from "../../../mapa_uslug/maps/src/whatif/plan_file";
import type { PlanScope } from "../../../mapa_uslug/maps/src/whatif/plan_scope";

const CELLS = ["N1E1", "N1E2", "cell \"3\""];
const SCOPE: PlanScope = {
  hasService: (id) => ["U-1", "U-2", "U \"3\"\n"].includes(id),
  hasType: (code) => ["DDP", "KS"].includes(code),
  cellOf: (id) => CELLS.indexOf(id),
  gminaOf: () => "086001",
  locate: (lon, lat) => (lon === 15.2211 || (lon === 15 && lat === 52) ? { cell: 1, gmina: "086002" } : lon === 16 ? { cell: 0, gmina: "" } : null),
  limitRange: (type, mode) => (type === "DDP" && mode === "car" ? { unit: "min", min: 2, step: 1 } : type === "DDP" && mode === "walk" ? { unit: "m", min: 200, step: 100 } : null),
};
const NASTY = ["'''", '"""', "\\", "\n# x = 1", "a\tb", "[[open]]", "zażółć 🚌", "\u2028", "]]>", "</script>", "\x7f\x01", "=", "'"];

function codesOf(text: string): string[] {
  const { plan, problems } = readPlan(text, SCOPE);
  assert.equal(plan === null, problems.length > 0);
  return problems.map((problem) => problem.code).sort();
}

test("the plan of the documentation is read", () => {
  const { plan, problems } = readPlan(`
name = "Dzienny dom w Zarzeczu"
[[open]]
id = "nowy-1"
service = "DDP"
name = "Dzienny Dom"
cell = "N1E2"
lon = 15.2211
lat = 52.1034
gmina = "0860021"
capacity = 25
[[close]]
id = "U-1"
[[capacity]]
id = "U-2"
capacity = 40
[[threshold]]
service = "DDP"
mode = "car"
value = 20
[partners]
regime = "partners"
groups = [["086001", "0860022"]]
`, SCOPE);
  assert.deepEqual(problems, []);
  assert.deepEqual(plan, {
    name: "Dzienny dom w Zarzeczu", close: ["U-1"], capacity: [{ id: "U-2", capacity: 40 }],
    open: [{ id: "nowy-1", service: "DDP", name: "Dzienny Dom", cell: 1, gmina: "086002", capacity: 25 }],
    threshold: [{ service: "DDP", mode: "car", value: 20 }], sharing: { regime: "partners", groups: [["086001", "086002"]] },
    rest: {},
  });
  assert.deepEqual(limitsOf(plan!, "DDP"), { car: 20 });
  assert.deepEqual(limitsOf(plan!, "KS"), {});
});

test("degrees become the nearest cell, and are written back as they came", () => {
  const { plan } = readPlan('name = "x"\n[[open]]\nid = "n"\nservice = "DDP"\nlon = 15\nlat = 52\n', SCOPE);
  assert.deepEqual(plan!.open, [{ id: "n", service: "DDP", name: "", cell: 1, lon: 15, lat: 52, approximate: true, gmina: "086002" }]);
  assert.match(writePlan(plan!, CELLS), /lon = 15\nlat = 52\n/);
  assert.doesNotMatch(writePlan(plan!, CELLS), /cell/);
  // Once moved it stands at a cell.
  const moved = changeOpened(plan!, "n", { cell: 0 });
  assert.match(writePlan(moved, CELLS), /cell = "N1E1"/);
  assert.doesNotMatch(writePlan(moved, CELLS), /lon/);
});

test("a plan of nasty strings comes back from its file as it was", () => {
  for (const text of NASTY) {
    const plan: Plan = {
      ...NO_PLAN, name: `p${text}`, close: ["U \"3\"\n"], capacity: [{ id: "U-2", capacity: 0.5 }],
      open: [{ id: `i${text}`, service: "DDP", name: text, cell: 2, gmina: "086002", capacity: 1e21 }],
      sharing: { regime: "own", groups: [] }, threshold: [{ service: "DDP", mode: "walk", value: 1500 }],
      rest: { [`k${text}`]: { [text]: [1, { deep: text }] }, ["__proto__"]: 1 },
    };
    const written = writePlan(plan, CELLS, [`uwaga ${text}`, "druga\nlinia = 1"]);
    const read = readPlan(written, SCOPE);
    // The parser's tables have no prototype.
    assert.deepEqual(structuredClone(read), { plan, problems: [] }, written);
  }
});

test("closed roads are no misspelt closing: the page keeps them and tells that it does not count with them", () => {
  const text = 'name = "x"\n[[closed]]\nname = "powódź"\nways = [85]\narea = "powodz.geojson"\n[[close]]\nid = "U-1"\n';
  const { plan, problems } = readPlan(text, SCOPE);
  assert.deepEqual(problems, []);
  assert.deepEqual(listChanges(plan!).filter((change) => change.kind === "other").map((change) => change.name), ["closed"]);
  const written = parse(writePlan(plan!, CELLS));
  assert.deepEqual(JSON.stringify(written.closed), JSON.stringify([{ name: "powódź", ways: [85], area: "powodz.geojson" }]));
  assert.deepEqual(codesOf('name = "x"\n[[closd]]\nname = "y"'), ["misspelt"]);
});

test("what only a run counts with stays in the file and is told of; what the plan costs changes nothing", () => {
  const text = `
name = "x"
[[move]]
id = "U-1"
cell = "N1E1"
[[hours]]
id = "U-1"
hours = "pn-pt 8:00-18:00"
[[share]]
id = "U-1"
[[territory]]
id = "U-1"
gminas = ["086001"]
[[road]]
name = "most"
points = [[15.2, 52.05], [15.21, 52.06]]
[[course]]
timetable = "kursy.xlsx"
[cost]
once = 250000.0
`;
  const { plan, problems } = readPlan(text, SCOPE);
  assert.deepEqual(problems, []);
  const told = listChanges(plan!).map((change) => change.kind === "other" && change.name);
  assert.deepEqual(told, ["move", "hours", "share", "territory", "road", "course"]);
  assert.ok(told.every((name) => RUN_ONLY.includes(String(name))));
  assert.equal(JSON.stringify(parse(writePlan(plan!, CELLS))), JSON.stringify(parse(text)));
  assert.ok(isEmpty(readPlan('name = "x"\n[cost]\nyearly = 1.0\n', SCOPE).plan!));
});

test("sections that the page does not know stay in the file", () => {
  const text = `
name = "x"
when = 2027-01-01
[[move]]
id = "U-1"
cell = "N1E1"
[[close]]
id = "U-1"
[road]
from = { deep = [1, "x"] }
`;
  const { plan, problems } = readPlan(text, SCOPE);
  assert.deepEqual(problems, []);
  const others = listChanges(plan!).filter((change) => change.kind === "other").map((change) => change.name);
  assert.deepEqual(others.sort(), ["move", "road", "when"]);
  const [before, after] = [parse(text), parse(writePlan(plan!, CELLS))] as Record<string, unknown>[];
  assert.deepEqual(JSON.stringify(sortKeys(after)), JSON.stringify(sortKeys(before)));
  const without = others.reduce((kept, name) => undoChange(kept, { kind: "other", name }), plan!);
  assert.deepEqual(Object.keys(parse(writePlan(without, CELLS))).sort(), ["close", "name"]);
});

test("keys that are not known within a section, and misspelt sections, are mistakes as on the command line", () => {
  const faultsOf = (text: string) => readPlan(`name = "x"\n${text}`, SCOPE).problems.map(({ code, values }) => [code, values.key, values.near]);
  assert.deepEqual(faultsOf('[[close]]\nid = "U-1"\nfrom = 2027-05-01'), [["unknown_key", "from", ""]]);
  assert.deepEqual(faultsOf('[[open]]\nid = "n"\nservice = "DDP"\ncell = "N1E1"\ncapcity = 5'), [["misspelt", "capcity", "capacity"]]);
  assert.deepEqual(faultsOf('[partners]\nregime = "own"\nuntil = 1'), [["unknown_key", "until", ""]]);
  assert.deepEqual(faultsOf('[[capacity]]\nid = "U-1"\ncapacity = 1\nunit = "x"\n[[threshold]]\nservice = "DDP"\nmode = "car"\nvalue = 20\nvalues = [1]').map(([code]) => code), ["unknown_key", "misspelt"]);
  assert.deepEqual(faultsOf('[[opne]]\nid = "n"\n[[treshhold]]\n[[Close]]\n[partner]'), [["misspelt", "opne", "open"], ["misspelt", "treshhold", "threshold"], ["misspelt", "Close", "close"], ["misspelt", "partner", "partners"]]);
  // What later versions may bring.
  for (const kind of ["move", "hours", "reopen", "road", "stop", "rate", "population", "x".repeat(10_000)]) assert.deepEqual(faultsOf(`[[${kind}]]\nid = "n"`), [], kind);
});

test("numbers, gminas and places are those that the command line takes", () => {
  const open = (keys: string) => codesOf(`name = "x"\n[[open]]\nid = "n"\nservice = "DDP"\n${keys}`);
  for (const capacity of ['"5"', "inf", "nan", "true"]) assert.deepEqual(open(`cell = "N1E1"\ncapacity = ${capacity}`), ["not_a_number"], capacity);
  // A code of no gmina of the area is one all the same; no voivodeship is called 01 or 34, no gmina 00 or kind 7.
  for (const code of ["020101", "0201011", "086001.0", "060802_2", "999999", "016001", "346001", "080001", "086000", "0860017", "86001", "12", "001234"]) {
    const isGood = ["020101", "0201011", "086001.0", "060802_2", "001234"].includes(code);
    assert.deepEqual(open(`cell = "N1E1"\ngmina = "${code}"`), isGood ? [] : ["not_a_gmina"], code);
    assert.deepEqual(codesOf(`name = "x"\n[partners]\nregime = "partners"\ngroups = [["${code}"]]`), isGood ? [] : ["not_a_gmina"], code);
  }
  // The cell counts, but degrees beside it must be some of the area.
  assert.deepEqual(open('cell = "N1E1"\nlon = 3\nlat = 3'), ["outside"]);
  assert.deepEqual(readPlan('name = "x"\n[[open]]\nid = "n"\nservice = "DDP"\ncell = "N1E1"\nlon = 15\nlat = 52', SCOPE).plan!.open, [{ id: "n", service: "DDP", name: "", cell: 0 }]);
});

test("a threshold may be as long as a run takes it, though the map count less far", () => {
  const threshold = (mode: string, value: number) => codesOf(`name = "x"\n[[threshold]]\nservice = "DDP"\nmode = "${mode}"\nvalue = ${value}`);
  assert.deepEqual([240, 241, 1, 20.5].map((value) => threshold("car", value)), [[], ["threshold"], ["threshold"], ["threshold"]]);
  assert.deepEqual([25_000, 25_100, 100, 250].map((value) => threshold("walk", value)), [[], ["threshold"], ["threshold"], ["threshold"]]);
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null || value instanceof Date) return String(value);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sortKeys(one)]));
}

test("everything wrong with a plan is told at once", () => {
  const wrong = `
[[open]]
id = "U-1"
service = "NIC"
cell = "nowhere"
capacity = -1
[[open]]
id = "n"
service = "DDP"
[[open]]
id = "n"
service = "DDP"
lon = 3
lat = 3
gmina = "12"
[[close]]
id = "U-2"
[[close]]
id = "U-9"
[[capacity]]
id = "U-2"
capacity = "many"
[[threshold]]
service = "DDP"
mode = "bike"
value = 5
[[threshold]]
service = "DDP"
mode = "walk"
value = 150
[partners]
regime = "all"
groups = ["086001"]
`;
  assert.deepEqual(codesOf(wrong), [
    "changed_twice", "duplicate_id", "duplicate_id", "no_place", "not_a_gmina", "not_a_list", "not_a_number", "out_of_range",
    "outside", "threshold", "unknown_cell", "unknown_mode", "unknown_regime", "unknown_service", "unknown_service_id",
  ]);
  const { problems } = readPlan(wrong, SCOPE);
  assert.deepEqual(problems.find((one) => one.code === "unknown_cell"), {
    code: "unknown_cell", values: { section: "open", number: 1, id: "U-1", value: "nowhere" },
  });
});

test("files that are no plans are told, not thrown", () => {
  assert.deepEqual(readPlan('name = "x"\nopen = [', SCOPE).problems[0].code, "not_toml");
  assert.equal(readPlan('name = "x"\n\nname = "y"', SCOPE).problems[0].values.line, 3);
  assert.deepEqual(codesOf('name = 5'), ["not_text"]);
  assert.deepEqual(codesOf(""), []);
  assert.deepEqual(codesOf('[[close]]\n[[capacity]]\nid = "U-1"'), ["missing", "missing"]);
  assert.deepEqual(codesOf('name = "x"\nopen = 3\nclose = ["U-1"]\npartners = []'), ["not_a_list", "not_a_table", "not_a_table"]);
  assert.deepEqual(codesOf('name = "x"\n[[open]]\nid = 1\nservice = true\ncell = 2'), ["not_text", "not_text", "not_text"]);
  assert.deepEqual(codesOf('name = "x"\n[[capacity]]\nid = "U-1"\ncapacity = nan'), ["not_a_number"]);
  assert.deepEqual(codesOf('name = "x"\n[[open]]\nid = "n"\nservice = "DDP"\nlon = 200\nlat = 52'), ["out_of_range"]);
  assert.deepEqual(codesOf(`name = "x"\n${"#".repeat(1_000_000)}`), ["too_long"]);
  assert.deepEqual(codesOf('\ufeffname = "x"\r\n'), []);
  assert.deepEqual(codesOf('name = "x"\n[[threshold]]\nservice = "DDP"\nmode = "car"\nvalue = 20\n[[threshold]]\nservice = "DDP"\nmode = "car"\nvalue = 241'), ["changed_twice", "threshold"]);
});

test("changes give new plans and leave the old one as it was", () => {
  const opened = { id: "n", service: "DDP", name: "", cell: 0 };
  const one = openPlace(NO_PLAN, opened);
  const two = setCapacity(closePlace(one, "U-1"), "U-2", 9);
  assert.equal(isEmpty(NO_PLAN), true);
  assert.deepEqual(listChanges(two).map((change) => change.kind), ["open", "close", "capacity"]);
  // A service that closes has no capacity, and one whose capacity changes is open.
  assert.deepEqual(closePlace(two, "U-2").capacity, []);
  assert.deepEqual(setCapacity(two, "U-1", 3).close, []);
  assert.deepEqual(setCapacity(two, "n", 3).open, [{ ...opened, capacity: 3 }]);
  assert.deepEqual(closePlace(two, "n").open, []);
  assert.equal(isEmpty(listChanges(two).reduce(undoChange, two)), true);
  assert.equal(makeId(openPlace(NO_PLAN, { ...opened, id: "nowy-1" }), (id) => id === "nowy-2"), "nowy-3");
});

test("history steps back and forth; a new step forgets what was undone", () => {
  let history = commit(commit(startHistory("a"), "b"), "c");
  assert.equal(commit(history, "c"), history);
  history = undo(undo(history));
  assert.deepEqual([history.present, canUndo(history), canRedo(history)], ["a", false, true]);
  assert.deepEqual(undo(history).present, "a");
  history = redo(history);
  assert.equal(amend(history, "b2").present, "b2");
  assert.deepEqual(undo(amend(history, "b2")).present, "a");
  history = commit(history, "d");
  assert.deepEqual([history.present, history.past, history.future], ["d", ["a", "b"], []]);
  assert.equal(redo(history).present, "d");
  for (let i = 0; i < 500; i += 1) history = commit(history, `${i}`);
  assert.equal(history.past.length, 200);
});

test("a simple state makes a link that can be read", () => {
  assert.equal(writeLink({ type: "DDP", mode: "car", limits: { car: 20 } }), "#usluga=DDP&srodek=car&prog=car:20");
  assert.equal(writeLink({}), "");
});

test("a state comes back from its link", () => {
  const states: LinkState[] = [
    { type: "DDP", mode: "all", limits: { car: 20, walk_slow: 1500 }, group: "target", place: "U-1", view: { lat: 52.1034, lng: -15.2211, zoom: 12 } },
    { layers: { bands: true, white_spots: false }, filters: { sectors: ["", "NGO", "kościelny", "a,b~)"], deliveries: null } },
    { filters: { sectors: null, deliveries: [] }, place: "U & \"3\" #=%,zażółć 🚌", plan: `name = "zażółć 🚌"\n${"[[close]]\nid = 'x'\n".repeat(50)}` },
  ];
  for (const state of states) {
    const link = writeLink(state);
    assert.deepEqual(readLink(link), state, link);
    assert.ok(link.length < 300, link);
    // As an address bar or a mail program may write it.
    assert.deepEqual(readLink(new URL(`https://mapa.example/${link}`).hash), state);
  }
});

test("a link that was cut off, broken or grown too long says so", () => {
  const plan = `name = "x"\n${Array.from({ length: 40 }, (_, i) => `[[close]]\nid = "U-${i * i}"\n`).join("")}`;
  const link = writeLink({ type: "DDP", plan });
  assert.deepEqual(readLink(link), { type: "DDP", plan });
  const start = link.indexOf("plan=") + "plan=".length;
  for (let end = start; end < link.length - 1; end += 1) assert.deepEqual(readLink(link.slice(0, end)), { type: "DDP", isBroken: true }, String(end));
  const random = Array.from({ length: 20_000 }, (_, i) => ((i * 7919 + (i * i * 31) % 977) % 65_521).toString(36)).join("");
  assert.equal(isReadable(writeLink({ plan: `name = "${random}"` })), false);
  assert.equal(isReadable(link), true);
});

test("strangers' fragments are passed over, not thrown", () => {
  const good = "usluga=DDP";
  const unknown = ["nieznane=1", "=", "&&&", "usluga", "usluga=INNA"];
  for (const bad of [
    "srodek=%E0%A4%A", "prog=car:x", "prog=car:20:30", "prog=__proto__:20", "prog=car:-1", "prog=:", "grupa=inna", "podmioty=a,b", "podmioty=(%zz)",
    "warstwy=__proto__,Bands,<b>", "widok=1,2", "widok=NaN,1,2", "widok=91,0,3", "widok=1e1,2,3", "miejsce=", "plan=###", "plan=AAAA", "plan=a".repeat(9),
    ...unknown,
  ]) {
    assert.deepEqual(readLink(`#${good}&${bad}`), unknown.includes(bad) ? { type: "DDP" } : { type: "DDP", isBroken: true }, bad);
  }
  assert.deepEqual(readLink("#" + "a=b&".repeat(20_000)), { isBroken: true });
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const whole = writeLink({ type: "DDP", limits: { car: 20 }, filters: { sectors: ["NGO"], deliveries: null }, layers: { bands: true }, view: { lat: 1, lng: 2, zoom: 3 }, plan: "name = 'x'" });
  for (let i = 0; i < 3000; i += 1) {
    const at = Math.floor(random() * whole.length);
    readLink(whole.slice(0, at) + String.fromCharCode(Math.floor(random() * 1000)) + whole.slice(at + Math.floor(random() * 3)));
  }
});
