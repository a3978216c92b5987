/** One finding in a message: where (JSON pointer), which rule, and Dutch text without values. */
export type Probleem = { readonly location: string; readonly code: string; readonly detail: string }
