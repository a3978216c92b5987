// The all-in-one on a machine whose clock is off: everything of this process that asks the time gets the moved one. Its database has its own.
const verschuivingMs = Number(process.env.CHAOS_KLOK_MS ?? 0)
const echt = Date.now
Date.now = () => echt() + verschuivingMs
await import('../../services/knooppunt/src/main.ts')
