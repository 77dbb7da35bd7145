// Starts the page that shows two maps beside each other on the data that stand in it.
import "leaflet";
import type { Gmina } from "../data";
import { make, tame } from "../dom";
import { unpackArrays } from "../unpack";
import { Words } from "../words";
import { matchCells, type Matching } from "./matching";
import { QuestionsPanel } from "./questions_panel";
import { findResult, mostChanged, type Result } from "./result";
import { ResultPanel } from "./result_panel";
import { Session, type Part } from "./session";
import { bothOf, isOneRun, makeSides, type ComparisonData, type Pair, type Side } from "./sides";
import { SideMap } from "./side_map";
import { preparePaper } from "./paper";
import { ComparisonTables } from "./tables";
import { isSameGround, LinkedViews } from "./views";

interface Started {
  session: Session;
  sides: Pair<Side>;
  maps: Pair<L.Map>;
  result(): Result;
}

type MapaUslug = { compare: typeof compare; comparison?: Started };

/** Called once by the page, when folium has made the maps. */
async function compare(maps: Pair<L.Map>, dataId: string, packIds: readonly [string, string, string]): Promise<void> {
  const data: ComparisonData = JSON.parse(document.getElementById(dataId)!.textContent!);
  const unpack = (number: 0 | 1 | 2) => unpackArrays(document.getElementById(packIds[number])!.textContent!, data.directories[number]);
  const sides = makeSides(data, await Promise.all([unpack(0), unpack(1), unpack(2)]));
  const words = new Words(data.words, data.language);
  writeHead(sides, words);
  const matching = matchCells(bothOf(sides, ({ model }) => model.cells.ids));
  const session = Session.begin(bothOf(sides, ({ model }) => model), isOneRun(data), mostChanged(sides, matching));
  if (session) connect(maps, sides, words, matching, session);
  else document.getElementById("panel")!.append(make("p", {}, words.say("no_common")));
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

function connect(maps: Pair<L.Map>, sides: Pair<Side>, words: Words, matching: Matching, session: Session): void {
  const isShared = isSameGround(sides, matching.count);
  const views = new LinkedViews(maps, bothOf(sides, ({ data }) => data.bounds), isShared);
  views.showHome();
  for (const map of maps) map.setMinZoom(Math.floor(map.getZoom()) - 2);
  const sideMaps = bothOf(sides, (side, number) => new SideMap(maps[number], side, words, session.shown, () => views.showHome()));
  const questions = new QuestionsPanel(words, session);
  const panel = new ResultPanel(words, session, sides, matching, isShared);
  document.getElementById("panel")!.append(questions.element, ...panel.elements, ...sides.map((side) => aboutSide(side, words)));
  const tables = new ComparisonTables(document.getElementById("drawer")!, words, (gmina) => showGmina(maps, sides, gmina), () => views.resize());
  let result = findResult(sides, session.shown.questions, matching);
  const show = (changed: ReadonlySet<Part>) => {
    const { shown } = session;
    if (changed.has("questions")) result = findResult(sides, shown.questions, matching);
    for (const map of sideMaps) map.show(shown, changed, result);
    if (changed.has("questions") || changed.has("isSeparate")) questions.show(shown);
    if (changed.has("questions") || changed.has("isSeparate")) panel.show(shown, result);
    if (changed.has("questions")) tables.show({ words, sides, shown, result, isShared });
  };
  session.listen((_, changed) => show(changed));
  show(new Set<Part>(["questions", "layers", "isSeparate"]));
  // Heads are written by now, and leave the maps less room.
  views.resize();
  views.showHome();
  preparePaper(maps, views, tables, words);
  new ResizeObserver(() => views.resize()).observe(document.getElementById("stage")!);
  (window.MapaUslug as unknown as MapaUslug).comparison = { session, sides, maps, result: () => result };
}

function showGmina(maps: Pair<L.Map>, sides: Pair<Side>, gmina: Gmina): void {
  sides.forEach(({ data, number }) => {
    const own = data.gminas.find((one) => one.teryt === gmina.teryt);
    if (own) maps[number].fitBounds(own.bounds, { animate: false });
  });
}

function writeHead(sides: Pair<Side>, words: Words): void {
  const names = [...new Set(sides.map(({ data }) => tame(data.name, 120)))];
  document.getElementById("head")!.append(
    make("p", { class: "product" }, words.say("product")),
    make("h1", {}, words.say("comparison")),
    make("p", { class: "subtitle" }, names.join(" / ")),
  );
}

function aboutSide({ number, data }: Side, words: Words): HTMLElement {
  const titles = words.table.about_side as string[];
  const lines = [...data.notes, words.say("imputed_note"), ...data.info.attribution];
  if (data.info.date) lines.unshift(words.say("data_date", { date: data.info.date }));
  return make("details", { class: "about" },
    make("summary", {}, titles[number]),
    make("ul", {}, lines.map((line) => make("li", { lang: data.notes.includes(line) ? data.language : null }, tame(line, 500)))),
  );
}

(window as unknown as { MapaUslug: MapaUslug }).MapaUslug = { compare };
