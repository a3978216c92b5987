/** All that a client can be granted at the hub; which it is, says the register. */
export const SCOPES = [
  'doorverwijzingen.indienen',
  'doorverwijzingen.lezen',
  'antwoorden.indienen',
  'postvak.lezen',
  'abonnementen.beheren',
  'rapportages.lezen',
  'beheer',
] as const
