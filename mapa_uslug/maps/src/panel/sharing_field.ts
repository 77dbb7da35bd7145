// Whose services count for whom: those of all gminas, of one's own, or of partners.
import type { Gmina } from "../data";
import { make, tame } from "../dom";
import type { Model } from "../model";
import type { Store } from "../store";
import type { Sharing } from "../whatif/data";
import { setSharing, type Plan } from "../whatif/plan";
import type { Words } from "../words";
import { checkbox, Choice, rewrite } from "./choice";

type Regime = Sharing["regime"];
const REGIMES: Regime[] = ["open", "own", "partners"];

/** Whose services count after a plan. */
export function sharingOf(model: Model, plan: Plan): Sharing {
  return plan.sharing ?? model.data.what_if!.sharing;
}

/** "Zalewo + Podlesie; Barek + Czernica". */
export function nameGroups(model: Model, groups: string[][], words: Words): string {
  return groups.map((codes) => words.list(codes.map((code) => tame(model.gminaName(code), 60)))).join("; ");
}

export class SharingField {
  readonly element: HTMLDetailsElement;
  private readonly summary = make("summary", { id: "sharing" });
  private readonly regimes: Choice<Regime>;
  private readonly partners = make("div", {});
  private readonly gminas: Gmina[];

  constructor(
    private readonly model: Model,
    private readonly words: Words,
    private readonly store: Store,
  ) {
    this.regimes = new Choice("regime", words.say("sharing"), (regime) => this.choose(regime));
    this.regimes.element.querySelector("legend")!.className = "visually-hidden";
    this.element = make("details", { class: "more" }, this.summary, this.regimes.element, this.partners);
    this.element.hidden = !model.canRecount;
    // A neighbour can be a partner when it has a service that is known.
    const seats = new Set(model.data.services.map((service) => service.gmina_teryt));
    this.gminas = model.data.gminas.filter((gmina) => gmina.is_area || seats.has(gmina.teryt));
  }

  show(plan: Plan): void {
    if (!this.model.canRecount) return;
    const { words } = this;
    const sharing = sharingOf(this.model, plan);
    const label = (regime: Regime) => words.say(`sharing_${regime}`);
    this.summary.textContent = `${words.say("sharing")}: ${label(sharing.regime)}`;
    this.regimes.show(REGIMES.map((value) => ({ value, label: label(value) })), sharing.regime);
    rewrite(this.partners, sharing.regime === "partners" ? this.partnerBoxes(sharing) : null);
  }

  private partnerBoxes({ groups }: Sharing): HTMLElement {
    const { words, model } = this;
    const [first = []] = groups;
    const several = groups.length > 1;
    const chosen = new Set(several ? [] : first);
    const rows = this.gminas.map((gmina) =>
      checkbox(`partner-${gmina.teryt}`, tame(gmina.name, 60), chosen.has(gmina.teryt), (isChecked) => {
        const codes = this.gminas.map((g) => g.teryt).filter((code) => (code === gmina.teryt ? isChecked : chosen.has(code)));
        this.apply({ regime: "partners", groups: codes.length ? [codes] : [] });
      }),
    );
    return make(
      "fieldset",
      { class: "field" },
      make("legend", {}, words.say("partner_gminas")),
      several ? make("p", { class: "note" }, words.say("partner_groups", { groups: nameGroups(model, groups, words) })) : null,
      make("div", { class: "checks" }, rows),
    );
  }

  private choose(regime: Regime): void {
    const own = this.model.data.what_if!.sharing;
    this.apply(regime === own.regime ? own : { regime, groups: [] });
  }

  /** The area's own sharing is no change. */
  private apply(sharing: Sharing): void {
    const isOwn = JSON.stringify(sharing) === JSON.stringify(this.model.data.what_if!.sharing);
    this.store.change({ plan: setSharing(this.store.state.plan, isOwn ? null : sharing) });
  }
}
