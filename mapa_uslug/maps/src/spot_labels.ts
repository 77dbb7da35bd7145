// Figures on the white spots, as buttons that open their cards.
import type { Forms, Group } from "./data";
import { make } from "./dom";
import { makeIcon, SignLayer } from "./markers";
import type { Model, Spot } from "./model";
import { spotName } from "./naming";
import { figureOf, overOf, peopleIn, rankSpots } from "./spot_people";
import type { Actions, State } from "./store";
import type { Words } from "./words";

const MAX_LABELS = 30;
/** Room that a label of people takes, and one with a unit [px]. */
const LABEL_WIDTH = { people: 52, over: 80 };
const LABEL_HEIGHT = 30;
const ORDER = 500;

export class SpotLabels {
  private readonly signs: SignLayer;
  private state!: State;

  constructor(
    private readonly map: L.Map,
    private readonly model: Model,
    private readonly words: Words,
    private readonly actions: Pick<Actions, "openSpot">,
  ) {
    this.signs = new SignLayer(map);
    map.on("zoomend", () => this.state && this.draw());
  }

  show(state: State): void {
    this.state = state;
    this.draw();
  }

  private draw(): void {
    const { question, plan, filters, layers } = this.state;
    const answer = layers.white_spots ? this.model.answer(question, plan, filters) : null;
    this.signs.show(
      this.labelled(rankSpots(answer?.spots ?? [], question.group)).map((spot) => {
        const [figure, told] = this.tell(spot, question.group);
        const name = `${this.words.say("unnamed_spot")}: ${spotName(spot, this.words)}, ${told}`;
        return {
          key: JSON.stringify([spot.at, name, spot.cells.length]), at: spot.at, name, order: ORDER,
          icon: makeIcon("spot-label", make("span", {}, figure), null),
          act: () => this.actions.openSpot(spot),
        };
      }),
    );
  }

  /** The figure on the map, and in words. */
  private tell(spot: Spot, group: Group): [figure: string, told: string] {
    const { model, words } = this;
    if (model.isPublic) {
      const over = overOf(spot, words);
      return [over ? `+${over}` : "–", `${words.say("over")}: ${figureOf(model, spot, group, words)}`];
    }
    const count = peopleIn(spot, group);
    return count === null ? ["–", words.people(null)] : [words.number(count), words.count(words.table.people_count as Forms, count)];
  }

  /** White spots whose figures fit on the map at its scale, the largest first, none over another. */
  private labelled(spots: readonly Spot[]): Spot[] {
    const width = this.model.isPublic ? LABEL_WIDTH.over : LABEL_WIDTH.people;
    const taken: { x: number; y: number; spot: Spot }[] = [];
    for (const spot of spots) {
      if (taken.length === MAX_LABELS) break;
      const { x, y } = this.map.latLngToLayerPoint(spot.at);
      const isFree = taken.every((other) => Math.abs(other.x - x) > width || Math.abs(other.y - y) > LABEL_HEIGHT);
      if (isFree) taken.push({ x, y, spot });
    }
    return taken.map(({ spot }) => spot);
  }
}
