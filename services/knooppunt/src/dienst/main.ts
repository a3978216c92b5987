import { duldDichtePijp, EXIT } from '@warmknooppunt/platform/proces'
import { DIENSTEN } from './diensten.ts'
import { leesOpdracht } from './opdracht.ts'

const opdracht = leesOpdracht(process.argv.slice(2))
switch (opdracht.kind) {
  case 'draai':
    await DIENSTEN[opdracht.naam].draai(opdracht.stages)
    break
  case 'hulp':
    duldDichtePijp()
    process.stdout.write(opdracht.tekst)
    break
  default:
    process.stderr.write(`dienst: ${opdracht.tekst}`)
    process.exitCode = EXIT.gebruik
}
