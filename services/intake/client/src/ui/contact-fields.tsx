/** Whether a person wants an answer, and where to; sealed on this device. */
import { Choices, type FieldProblems, Line } from "./fields.tsx";
import type { Channel, Said } from "./said.ts";
import type { Words } from "./words.ts";

interface ContactProps {
  said: Said;
  words: Words;
  problems: FieldProblems;
  hasKey: boolean;
  onChange(changed: Partial<Said>): void;
}

const EMPTY = { contact_name: "", contact_email: "", contact_phone: "" };

/** The choice, and the fields that it needs; another choice forgets what was typed for the one before. */
export function ContactFields({ said, words, problems, hasKey, onChange }: ContactProps) {
  const channel = said.contact_channel;
  const line = (name: "contact_name" | "contact_email" | "contact_phone", label: string, kind: "text" | "email" | "tel", most: number) => (
    <Line name={name} label={label} kind={kind} most={most} value={said[name]} onType={(text) => onChange({ [name]: text })}
      {...(problems[name] ? { problem: problems[name] } : {})} />
  );
  return (
    <div class="contact">
      <Choices<Channel> name="contact_channel" legend={words.contact} options={words.channels} value={channel}
        disabled={(each) => each !== "" && !hasKey} onPick={(contact_channel) => onChange({ ...EMPTY, contact_channel })} />
      {!hasKey && <p class="note warn">{words.keyless}</p>}
      {channel === "email" && line("contact_email", words.email, "email", 200)}
      {channel === "sms" && line("contact_phone", words.phone, "tel", 20)}
      {channel !== "" && line("contact_name", channel === "slip" ? words.name : `${words.name}${words.optional}`, "text", 50)}
      {channel !== "" && <p class="sealed"><Lock />{words.sealing}</p>}
    </div>
  );
}

function Lock() {
  return <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7zm2 0h4V5a2 2 0 0 0-4 0z" fill="currentColor" /></svg>;
}
