/** Focus questions: one option, several, or a few words. */
import type { Question } from "../core/store.ts";
import { Area, Choices } from "./fields.tsx";
import type { Words } from "./words.ts";

type Answers = { [question: string]: string };

interface QuestionsProps {
  questions: Question[];
  answers: Answers;
  words: Words;
  onAnswer(answers: Answers): void;
}

/** The questions of the chosen article and of the draft as a whole. */
export function Questions({ questions, answers, words, onAnswer }: QuestionsProps) {
  if (questions.length === 0) {
    return null;
  }
  return (
    <section class="focus" aria-labelledby="focus">
      <h2 id="focus">{words.focus}<small>{words.optional}</small></h2>
      {questions.map((each) => (
        <Asked key={each.id} question={each} answer={answers[each.id] ?? ""} words={words} onAnswer={(text) => onAnswer({ ...answers, [each.id]: text })} />
      ))}
    </section>
  );
}

function Asked({ question, answer, words, onAnswer }: { question: Question; answer: string; words: Words; onAnswer(text: string): void }) {
  const name = `answer-${question.id}`;
  if (question.kind === "words") {
    return <Area name={name} label={question.text} value={answer} most={500} rows={2} onType={onAnswer} />;
  }
  if (question.kind === "single") {
    const options = Object.fromEntries([...question.options.map((each) => [each.id, each.text]), ["", words.none]]) as { [id: string]: string };
    return <Choices name={name} legend={question.text} options={options} value={answer} lang="zh-CN" onPick={onAnswer} />;
  }
  const chosen = new Set(answer.split(" ").filter(Boolean));
  const turn = (id: string): void => {
    chosen.has(id) ? chosen.delete(id) : chosen.add(id);
    onAnswer(question.options.map((each) => each.id).filter((each) => chosen.has(each)).join(" "));
  };
  return (
    <fieldset class="field">
      <legend lang="zh-CN">{question.text}</legend>
      <span class="hint">{words.several}</span>
      <div class="choices">
        {question.options.map((each) => (
          <label key={each.id} class="choice" lang="zh-CN">
            <input type="checkbox" name={name} value={each.id} checked={chosen.has(each.id)} onChange={() => turn(each.id)} /><span>{each.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
