/** The draft's own words, what they mean in plain ones, and a wording to put instead. */
import { Area } from "./fields.tsx";
import { difference } from "./difference.ts";
import type { Article } from "./outline.ts";
import type { Words } from "./words.ts";

/** An article with its lines, and its note. */
export function Statute({ article, note, words }: { article: Article; note: string | undefined; words: Words }) {
  const lines = article.lines.length > 0 ? article.lines : [article];
  return (
    <details class="quoted" open>
      <summary>{words.original}</summary>
      <div class="statute" lang="zh-CN">
        {lines.map((line) => <p key={line.eid} class={line.kind}>{line !== article && line.label && <b>{line.label}</b>}<span>{line.text}</span></p>)}
      </div>
      {note && <div class="plain-words"><p class="of muted">{words.plain}</p><p lang="zh-CN">{note}</p></div>}
    </details>
  );
}

/** The article's text to be changed, and what has been changed. */
export function Wording({ article, value, words, onType }: { article: Article; value: string | null; words: Words; onType(text: string): void }) {
  const pieces = value === null || value.trim() === article.text.trim() ? [] : difference(article.text, value);
  return (
    <div class="wording">
      <Area name="proposed_text" label={`${words.proposed}${words.optional}`} hint={words.proposedHint} value={value ?? article.text} most={5000} rows={6} onType={onType} />
      {pieces.length > 0 && (
        <div class="preview">
          <p class="muted">{words.changes}</p>
          <p class="statute" lang="zh-CN" data-changes>{pieces.map(({ kind, text }) => (kind === "same" ? text : kind === "del" ? <del>{text}</del> : <ins>{text}</ins>))}</p>
        </div>
      )}
    </div>
  );
}
