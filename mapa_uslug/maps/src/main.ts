// Starts the map on the data that stand in the page.
import "leaflet";
import { Adding, sayWhere } from "./adding";
import { Canvases } from "./canvases";
import { Cards } from "./cards";
import { ChangeList } from "./changes";
import { openAt } from "./clicks";
import type { ArrayDirectory, LatLng, MapData } from "./data";
import { Disc } from "./disc";
import { findPlace } from "./finding";
import { FurtherLayers } from "./further_layers";
import { Legend } from "./legend";
import { LinkKeeper, makeTools } from "./link";
import { makeMapActions } from "./map_actions";
import { Model } from "./model";
import { OnlineTiles } from "./online_tiles";
import { addSheetToggle, addTeller, setUpMap, writeHead } from "./page";
import { Panel } from "./panel/panel";
import { Ping } from "./ping";
import { PlaceLayers } from "./places";
import { PlanActions } from "./plan_actions";
import { PlanFiles } from "./plan_files";
import { Printing } from "./print";
import { firstQuestion } from "./questions";
import { Search } from "./search";
import { followSkips } from "./skips";
import { SpotLabels } from "./spot_labels";
import { firstState, recounts, Store, type Actions, type Layers, type StateView } from "./store";
import { Tables } from "./tables/drawer";
import { unpackArrays, type Arrays } from "./unpack";
import { countPlan } from "./whatif/plan_on_screen";
import { Words } from "./words";

/** For tests and benchmarks. */
export interface Session {
  map: L.Map;
  model: Model;
  store: Store;
  actions: Actions;
}

declare global {
  interface Window {
    MapaUslug: { start: typeof start; countPlan: typeof countPlan; session?: Session };
  }
}

const LAYERS_AT_FIRST: Layers = {
  served: true, full: true, too_far: true, cannot_tell: true, white_spots: true, places: true, other_places: false,
  bands: false, gminas: true, extent: false, background: true,
};
const WAYS_ID = "mapa-uslug-ways";

/** Called once by the page, when folium has made the map. */
async function start(map: L.Map, dataId: string, arraysId: string): Promise<void> {
  const data: MapData = JSON.parse(document.getElementById(dataId)!.textContent!);
  const unpack = (id: string, directory: ArrayDirectory) => unpackArrays(document.getElementById(id)!.textContent!, directory);
  const arrays = await unpack(arraysId, data.arrays);
  const model = new Model(data, arrays, () => unpack(WAYS_ID, data.way_arrays));
  const words = new Words(data.words, data.language);
  const question = firstQuestion(model);
  writeHead(model, words);
  const showHome = setUpMap(map, model, words);
  if (!question) return;
  const store = new Store(firstState(question, data.info.tiles ? { ...LAYERS_AT_FIRST, online: false } : LAYERS_AT_FIRST));
  const link = connect({ map, model, words, store, arrays, showHome });
  if (location.hash) await link.follow();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

function connect(parts: { map: L.Map; model: Model; words: Words; store: Store; arrays: Arrays; showHome: () => void }): LinkKeeper {
  const { map, model, words, store, arrays, showHome } = parts;
  const tell = addTeller();
  const plans = new PlanActions(model, store, (cell) => words.say("new_place", { where: sayWhere(model, words, cell) }));
  const adding = new Adding(map, model, words, store, plans, tell, addSheetToggle(words));
  const cards = new Cards(map, model, words, store);
  const disc = new Disc(map, model);
  const actions: Actions = {
    ...makeMapActions({ map, model, store, cards, disc, ping: new Ping(map) }),
    toggleClosed: plans.toggleClosed,
    setCapacity: plans.setCapacity,
    removeOpened: plans.removeOpened,
    addAt: (cell) => void adding.put(cell),
  };
  cards.actions = actions;
  // While a place is being added, a sign is only a point of the map.
  const putAt = (at: LatLng | undefined) => store.state.adding && at !== undefined && (void adding.putAt(at), true);
  const onSigns: Actions = {
    ...actions,
    openPlace: (id) => putAt(findPlace(model, store.state, id)?.at) || actions.openPlace(id),
    openPlaces: (ids, at) => putAt(at) || actions.openPlaces(ids, at),
    openSpot: (spot) => putAt(spot.at) || actions.openSpot(spot),
  };
  const further = new FurtherLayers(map, model.data.layers, arrays, actions);
  const panel = new Panel(document.getElementById("panel")!, model, words, store, actions);
  panel.top.append(new Search(model, words, () => store.state, actions).element);
  const files = new PlanFiles(model, words, store, plans);
  const link = new LinkKeeper(map, model, words, store, plans, store.state.layers, showHome, tell);
  const legend = new Legend(document.getElementById("layers")!, model, words, store);
  const tables = new Tables(document.getElementById("drawer")!, model, words, actions);
  const tools = makeTools(words, link, tell);
  tools.append(new Printing({ map, model, words, legend, tables }).button);
  document.getElementById("head")!.append(tools);
  const views: StateView[] = [
    new Canvases(map, model, store, further),
    panel,
    new PlaceLayers(map, model, words, onSigns),
    new SpotLabels(map, model, words, onSigns),
    further,
    legend,
    tables,
    adding,
    files,
    link,
  ];
  if (model.data.info.tiles) views.push(new OnlineTiles(map, model.data.info.tiles));
  if (model.canRecount) views.push(new ChangeList(panel.whatIf, model, words, store, actions, plans, adding, files));
  else if (!model.isPublic) panel.showNoWhatIf();
  let asked = store.state.question.type;
  store.listen((state, changes) => {
    if (recounts(changes)) {
      tell("");
      recount(model, store);
    }
    for (const view of views) view.show(state, changes);
    cards.update(state, changes);
    disc.change({ chosen: state.place });
    // A card tells of the service that was asked for when it was opened.
    if (state.question.type !== asked) map.closePopup();
    asked = state.question.type;
  });
  map.on("click", ({ latlng }) => {
    if (store.state.adding) void adding.putAt([latlng.lat, latlng.lng]);
    else openAt({ map, model, store, cards, further, actions }, latlng);
  });
  followSkips();
  window.MapaUslug.session = { map, model, store, actions };
  store.change(store.state);
  link.takeHome();
  return link;
}

/** The figures that everything shows are counted once, here. */
function recount(model: Model, { state }: Store): void {
  performance.mark("mapa:recount");
  model.answer(state.question, state.plan, state.filters);
  performance.measure("mapa:recount", "mapa:recount");
}

window.MapaUslug = { start, countPlan };
