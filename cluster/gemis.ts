import { startfout } from '@warmknooppunt/platform/proces'
import { heeftCaddy } from './caddy.ts'

/** Throws, before anything is started, what to do about a gateway that cannot run here. */
export async function eisGateway(): Promise<void> {
  if (await heeftCaddy()) return
  throw startfout(
    'The gateway needs Caddy, which is not here. Install it (Debian, Ubuntu: apt-get install caddy; others: https://caddyserver.com/docs/install), or go without: npm run cluster -- --zonder gateway',
  )
}
