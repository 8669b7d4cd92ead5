// Types of answers whose members a request chose.

/** Names of members, paths of them with slashes, or pairs of such a path and a name. */
export type Fields = readonly (string | readonly [path: string, name: string])[];

type LastOf<Path extends string> = Path extends `${string}/${infer Rest}` ? LastOf<Rest> : Path;

type NameOf<Field> = Field extends readonly [string, infer Name extends string] ? Name
  : Field extends string ? LastOf<Field>
  : never;

type PathOf<Field> = Field extends readonly [infer Path extends string, string] ? Path
  : Field extends string ? Field
  : never;

/** Members that a record does not have are 0. */
type ValueAt<Row, Path> = Path extends keyof Row
  ? Row[Path] | (undefined extends Row[Path] ? 0 : never)
  : Path extends `${infer First}/${infer Rest}`
    ? First extends keyof Row ? ValueAt<NonNullable<Row[First]>, Rest> | 0 : unknown
  : unknown;

/** One record with the members that were asked for, and no others. */
export type SelectedRecord<Row, Wanted extends Fields> = {
  [Field in Wanted[number] as NameOf<Field>]: Exclude<ValueAt<Row, PathOf<Field>>, undefined>;
};

/** The same list, window or map, with such records in it. */
export type SelectedAnswer<Answer, Wanted extends Fields> = Answer extends readonly (infer Row)[]
  ? SelectedRecord<Row, Wanted>[]
  : Answer extends { data: readonly (infer Row)[] }
    ? Omit<Answer, "data"> & { data: SelectedRecord<Row, Wanted>[] }
  : string extends keyof Answer ? { [Key in keyof Answer]: SelectedRecord<Answer[Key], Wanted> }
  : SelectedRecord<Answer, Wanted>;
