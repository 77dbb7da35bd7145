// The question to both maps, or one to each.
import { make, replaceContent } from "../dom";
import { checkbox } from "../panel/choice";
import type { Words } from "../words";
import { QuestionForm } from "./question_form";
import type { Session, Shown } from "./session";
import { sayOwnLimits } from "./sentences";
import { bothOf, type Pair } from "./sides";

export class QuestionsPanel {
  readonly element: HTMLElement;
  private readonly box: HTMLInputElement;
  private readonly common: QuestionForm | null;
  private readonly own: Pair<QuestionForm>;
  private readonly ownSections: HTMLElement[];
  private readonly thresholds = make("div", { id: "own-thresholds" });

  constructor(
    private readonly words: Words,
    private readonly session: Session,
  ) {
    const { models } = session;
    const canAskTogether = session.canAskTogether;
    const choice = checkbox("separate", words.say("separate"), session.shown.isSeparate, (isSeparate) => session.separate(isSeparate));
    choice.querySelector("span")!.append(make("small", {}, words.say("separate_hint")));
    this.box = choice.querySelector("input")!;
    this.box.disabled = !canAskTogether;
    this.common = canAskTogether ? new QuestionForm("both-", models, words, (wish) => session.ask(wish, null)) : null;
    this.own = bothOf(models, (model, number) => new QuestionForm(`own${number + 1}-`, [model], words, (wish) => session.ask(wish, number)));
    const titles = words.table.side_question as string[];
    this.ownSections = this.own.map((form, number) =>
      make("section", { class: "own-question", "aria-labelledby": `own-${number}` }, make("h3", { id: `own-${number}` }, titles[number]), form.element),
    );
    this.element = make("section", { "aria-labelledby": "question" },
      make("h2", { id: "question", tabindex: "-1" }, words.say("question")),
      choice,
      canAskTogether ? null : make("p", { class: "note" }, words.say("no_common")),
      this.thresholds, this.common?.element, this.ownSections,
    );
  }

  show({ isSeparate, questions }: Shown): void {
    this.box.checked = isSeparate;
    replaceContent(this.thresholds, sayOwnLimits(this.words, this.session.models, questions).map((line) => make("p", { class: "note" }, line)));
    if (this.common) this.common.element.hidden = isSeparate;
    for (const section of this.ownSections) section.hidden = !isSeparate;
    if (isSeparate) this.own.forEach((form, number) => form.show(questions[number]));
    else this.common!.show(questions[0]);
  }
}
