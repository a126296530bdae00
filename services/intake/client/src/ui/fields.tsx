/** Fields of a form, each with its label, its hint and what is not right with it. */

/** By a field's name, the sentence that says what to do. */
export type FieldProblems = { [field: string]: string };

interface TextProps {
  name: string;
  label: string;
  value: string;
  hint?: string;
  problem?: string;
  most: number;
  required?: boolean;
  onType(text: string): void;
}

/** Several lines of text. */
export function Area({ rows, ...rest }: TextProps & { rows: number }) {
  return (
    <Field {...rest}>
      {(aria) => <textarea {...aria} rows={rows} value={rest.value} maxLength={rest.most} autocomplete="off"
        onInput={(event) => rest.onType(event.currentTarget.value)} />}
    </Field>
  );
}

/** One line of text. */
export function Line({ kind = "text", ...rest }: TextProps & { kind?: "text" | "email" | "tel" }) {
  return (
    <Field {...rest}>
      {(aria) => <input {...aria} type={kind as "email"} value={rest.value} maxLength={rest.most} autocomplete="off" spellcheck={false}
        onInput={(event) => rest.onType(event.currentTarget.value)} />}
    </Field>
  );
}

function Field({ name, label, hint, problem, required, children }: TextProps & { children(aria: object): preact.ComponentChildren }) {
  const described = [hint && `${name}-hint`, problem && `${name}-wrong`].filter(Boolean).join(" ");
  const aria = { id: name, name, "aria-required": required ?? false, "aria-invalid": problem !== undefined, ...(described ? { "aria-describedby": described } : {}) };
  return (
    <div class={problem ? "field bad" : "field"}>
      <label for={name}>{label}</label>
      {hint && <span class="hint" id={`${name}-hint`}>{hint}</span>}
      {problem && <span class="wrong" id={`${name}-wrong`}>{problem}</span>}
      {children(aria)}
    </div>
  );
}

interface ChoicesProps<Value extends string> {
  name: string;
  legend: string;
  options: { [value in Value]: string };
  value: Value;
  hint?: string;
  lang?: string;
  disabled?: (value: Value) => boolean;
  onPick(value: Value): void;
}

/** One of a few, each a large target. */
export function Choices<Value extends string>({ name, legend, options, value, hint, lang, disabled, onPick }: ChoicesProps<Value>) {
  return (
    <fieldset class="field" id={`${name}-choices`}>
      <legend {...(lang ? { lang } : {})}>{legend}</legend>
      {hint && <span class="hint">{hint}</span>}
      <div class="choices">
        {(Object.entries(options) as [Value, string][]).map(([each, words]) => (
          <label key={each} class="choice">
            <input type="radio" name={name} value={each} checked={each === value} disabled={disabled?.(each) ?? false} onChange={() => onPick(each)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
