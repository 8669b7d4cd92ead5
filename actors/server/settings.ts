// Typed access to configuration values (spec logs-and-config 10 and 11): what an actor may ask of
// the configuration, however it was read.

export interface Settings {
  /** First value of the key, or the key's default. */
  text(key: string): string;
  /** `true`/`t` and `false`/`f` in any case; anything else is the default. */
  flag(key: string): boolean;
  integer(key: string): number;
  /** All values of a repeated key, in order. */
  list(key: string): readonly string[];
  /** True when the key was given, not defaulted. */
  given(key: string): boolean;
}
