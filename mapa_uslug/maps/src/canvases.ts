// The map's canvases: what lies under the places, each repainted only when what it shows has changed.
import { paintBoundaries, paintGround, paintNames, paintRoads } from "./background";
import { makeCanvasLayer, type CanvasLayer, type View } from "./canvas";
import { paintCoverage } from "./coverage";
import { nameOf, type FurtherLayers } from "./further_layers";
import type { Model } from "./model";
import { recounts, type Layers, type State, type StateView, type Store } from "./store";

const PANES = { ground: 200, coverage: 250, roads: 300, names: 350 };
type Pane = keyof typeof PANES;

export class Canvases implements StateView {
  private readonly layers: Record<Pane, CanvasLayer>;
  private shown: Layers;
  private readonly waiting = new Set<Pane>();

  constructor(
    map: L.Map,
    private readonly model: Model,
    private readonly store: Store,
    private readonly further: FurtherLayers,
  ) {
    this.shown = store.state.layers;
    const isShown = () => this.store.state.layers.background;
    // Tiles from the web bring ground and roads of their own; names are written over them all the same.
    const isGroundShown = () => isShown() && !this.store.state.layers.online;
    const painters: Record<Pane, (view: View) => void> = {
      ground: (view) => isGroundShown() && paintGround(view, model),
      coverage: (view) => this.paintCoverage(view),
      roads: (view) => {
        if (isGroundShown()) paintRoads(view, model);
        paintBoundaries(view, model, this.store.state.layers);
        this.further.paint(view, this.store.state);
      },
      names: (view) => isShown() && paintNames(view, model, model.frame),
    };
    const make = (pane: Pane) => {
      const element = map.createPane(pane);
      element.style.zIndex = String(PANES[pane]);
      element.style.pointerEvents = "none";
      return makeCanvasLayer(model.frame, pane, painters[pane]).addTo(map);
    };
    this.layers = { ground: make("ground"), coverage: make("coverage"), roads: make("roads"), names: make("names") };
  }

  show({ layers }: State, changes: Partial<State>): void {
    const has = (...names: (keyof Layers)[]) => names.some((name) => layers[name] !== this.shown[name]);
    if (has("background", "online")) this.repaint("ground", "roads", "names");
    if (has("gminas", "extent", ...this.further.layers.map(nameOf))) this.repaint("roads");
    if (recounts(changes) || changes.place !== undefined || (changes.layers && layers !== this.shown)) this.repaint("coverage");
    this.shown = layers;
  }

  /** In the next frame, once, however often it is asked for: a dragged slider must not queue work. */
  private repaint(...panes: Pane[]): void {
    if (!this.waiting.size) requestAnimationFrame(() => this.paintWaiting());
    for (const pane of panes) this.waiting.add(pane);
  }

  private paintWaiting(): void {
    const panes = [...this.waiting];
    this.waiting.clear();
    for (const pane of panes) this.layers[pane].repaint();
  }

  private paintCoverage(view: View): void {
    const { state } = this.store;
    performance.mark("mapa:redraw");
    paintCoverage(view, this.model, state, this.model.answer(state.question, state.plan, state.filters));
    performance.measure("mapa:redraw", "mapa:redraw");
  }
}
