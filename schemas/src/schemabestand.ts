import { readFileSync } from 'node:fs'
import type { AnySchemaObject } from 'ajv/dist/2020.js'
import type { Bericht } from './berichten.ts'
import { berichten } from './berichten.ts'

/** Path of the schema file of the version this code writes, from the folder `schemas`. */
export function schemapad(bericht: Bericht): string {
  return `${bericht}/v${berichten[bericht].versie}.schema.json`
}

/** The schema as it lies on disk. A fresh object at each call, so that a reader may change it. */
export function leesSchema(bericht: Bericht): AnySchemaObject {
  const schema: AnySchemaObject = JSON.parse(readFileSync(new URL(`../${schemapad(bericht)}`, import.meta.url), 'utf8'))
  return schema
}
