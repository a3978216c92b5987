import { readFileSync } from 'node:fs'
import type { AnySchemaObject } from 'ajv/dist/2020.js'
import type { Bericht } from './berichten.ts'
import { berichten } from './berichten.ts'

/** Path of the schema file of a version, by itself the one this code writes, from the folder `schemas`. */
export function schemapad(bericht: Bericht, versie: number = berichten[bericht].versie): string {
  return `${bericht}/v${versie}.schema.json`
}

/** The schema as it lies on disk. A fresh object at each call, so that a reader may change it. */
export function leesSchema(bericht: Bericht, versie?: number): AnySchemaObject {
  const pad = new URL(`../${schemapad(bericht, versie)}`, import.meta.url)
  const schema: AnySchemaObject = JSON.parse(readFileSync(pad, 'utf8'))
  return schema
}
