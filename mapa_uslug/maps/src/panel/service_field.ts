// Which service is asked for: all that can be, in the areas of the act.
import type { ServiceType } from "../data";
import { make, replaceContent } from "../dom";
import type { Model } from "../model";
import type { State } from "../store";
import type { Words } from "../words";
import { lettersOf } from "./narrowing";

export class ServiceField {
  readonly element: HTMLElement;
  private readonly select: HTMLSelectElement;
  private readonly found: Set<string>;
  private readonly letters: Map<string, Set<string>>;
  private written = "";

  constructor(
    private readonly model: Model,
    private readonly words: Words,
    ask: (type: string) => void,
  ) {
    this.select = make("select", { id: "service", on: { change: () => ask(this.select.value) } });
    this.element = make("div", { class: "field" }, make("label", { for: "service" }, words.say("service")), this.select);
    this.found = new Set(model.data.services.map((service) => service.service_type));
    this.letters = lettersOf(model.data);
  }

  show(state: State): void {
    const types = this.typesFor(state);
    const key = types.map((type) => type.code).join();
    if (key !== this.written) replaceContent(this.select, this.groups(types));
    this.written = key;
    this.select.value = state.question.type;
  }

  /** Services that pass the narrowing, and the one asked for. */
  private typesFor({ question, audience, filters }: State): ServiceType[] {
    return this.model.askableTypes().filter((type) => {
      if (type.code === question.type) return true;
      if (audience && type.target !== audience) return false;
      return !filters.deliveries || filters.deliveries.some((letter) => this.letters.get(type.code)!.has(letter));
    });
  }

  private groups(types: ServiceType[]): HTMLElement[] {
    const groups = new Map<number, ServiceType[]>();
    for (const type of types) groups.set(type.area, [...(groups.get(type.area) ?? []), type]);
    return [...groups].map(([number, members]) =>
      make("optgroup", { label: `${number}. ${this.model.areas.get(number)!.name}` }, [
        ...members.filter((type) => this.found.has(type.code)),
        ...members.filter((type) => !this.found.has(type.code)),
      ].map((type) => make("option", { value: type.code }, this.nameOf(type)))),
    );
  }

  private nameOf(type: ServiceType): string {
    return this.found.has(type.code) ? type.name : this.words.say("not_in_data", { service: type.name });
  }
}
