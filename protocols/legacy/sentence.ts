// Sentences of the old text protocol: a name, fields in the order of CAPABILITY, and how each is
// printed from the records of this server (spec legacy-protocol 2.1, 5).

export interface SentenceField<Row> {
  readonly name: string;
  readonly print: (row: Row) => string;
}

export interface Sentence<Row> {
  readonly name: string;
  readonly fields: readonly SentenceField<Row>[];
}

export function sentenceField<Row>(
  name: string,
  print: (row: Row) => string | number,
): SentenceField<Row> {
  return { name, print: (row) => String(print(row)) };
}

/** Places of the fields that a client asked for. */
export type FieldChoice = readonly number[];

export function allFields(sentence: Sentence<never>): FieldChoice {
  return sentence.fields.map((_, index) => index);
}

/**
 * The fields of a comma list, in the order asked; a list that begins with `*` means all. The first
 * unknown name when there is one.
 */
export function chooseFields(
  sentence: Sentence<never>,
  list: string,
): FieldChoice | { readonly unknown: string } {
  if (list.startsWith("*")) return allFields(sentence);
  const chosen: number[] = [];
  for (const name of list.split(",")) {
    if (name === "") continue;
    const index = sentence.fields.findIndex((field) => field.name === name.toLowerCase());
    if (index < 0) return { unknown: name };
    if (chosen.length >= FIELDS_MAX) break;
    chosen.push(index);
  }
  return chosen;
}

/** Fields of one sentence that a client can ask for: a list may name one twice. */
const FIELDS_MAX = 128;

/** `*NAME: a b c \n`: each field is followed by a blank. */
export function formatSentence<Row>(
  sentence: Sentence<Row>,
  choice: FieldChoice,
  row: Row,
): string {
  let text = `*${sentence.name}: `;
  for (const index of choice) text += `${sentence.fields[index]!.print(row)} `;
  return `${text}\n`;
}
