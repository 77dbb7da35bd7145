// What may be done to the plan, from wherever on the page.
import type { Model } from "./model";
import type { Actions, Changes, Store } from "./store";
import { changeOpened, closePlace, makeId, openPlace, reopenPlace, setCapacity, type Opened, type Plan } from "./whatif/plan";

/** What somebody may say of a new place. */
export type Wanted = Partial<Pick<Opened, "name" | "gmina" | "capacity">>;

export class PlanActions {
  constructor(
    private readonly model: Model,
    private readonly store: Store,
    private readonly nameOf: (cell: number) => string,
  ) {}

  /** Shows a plan once the page can count it: costs of new places are unpacked when they are first needed. */
  async apply(plan: Plan, others: Omit<Changes, "plan"> = {}): Promise<void> {
    if (!this.model.isReadyFor(plan)) await this.model.loadWays();
    this.store.change({ ...others, plan });
  }

  readonly toggleClosed: Actions["toggleClosed"] = (id) => {
    const { plan } = this.store.state;
    void this.apply(plan.close.includes(id) ? reopenPlace(plan, id) : closePlace(plan, id));
  };

  readonly setCapacity: Actions["setCapacity"] = (id, capacity) => {
    void this.apply(setCapacity(this.store.state.plan, id, capacity));
  };

  readonly removeOpened: Actions["removeOpened"] = (id) => {
    void this.apply(closePlace(this.store.state.plan, id));
  };

  /** The new place's id. */
  async open(cell: number, wanted: Wanted = {}): Promise<string> {
    await this.model.loadWays();
    const { plan, question } = this.store.state;
    const services = new Set(this.model.data.services.map((service) => service.service_id));
    const id = makeId(plan, (other) => services.has(other));
    const opened: Opened = { id, service: question.type, cell, ...wanted, name: wanted.name || this.nameOf(cell) };
    await this.apply(openPlace(plan, opened), { adding: false });
    return id;
  }

  change(id: string, wanted: Wanted): void {
    const { plan } = this.store.state;
    const cell = plan.open.find((one) => one.id === id)?.cell ?? 0;
    void this.apply(changeOpened(plan, id, { name: wanted.name || this.nameOf(cell), gmina: wanted.gmina, capacity: wanted.capacity }));
  }
}
