#!/bin/sh
# Makes what docker-compose.yml needs and is not in it: secrets as files, a certificate, and .env. Needs openssl. Makes only what is missing, so it may
# run again (after a new service, or to have one secret anew: remove its file first, and run `docker compose up -d`).
set -eu

if [ $# -ne 2 ] || [ "$1" = --help ]; then
  echo 'sh infra/compose/geheimen.sh <domain> <OIN>      such as: hub.example.nl 00000099900000012000' >&2
  echo 'Writes .env and infra/compose/geheimen/ (or the folder of GEHEIMEN).' >&2
  [ "${1-}" = --help ] && exit 0
  exit 64
fi
domein=$1
oin=$2
case $domein in
  *[!a-z0-9.-]* | '' | -* | .*) echo "geheimen: $domein is no host name (lower case, no port)" >&2; exit 64 ;;
esac
case $oin in
  *[!0-9]*) echo 'geheimen: an OIN is 20 digits' >&2; exit 64 ;;
esac
[ ${#oin} -eq 20 ] || { echo 'geheimen: an OIN is 20 digits' >&2; exit 64; }
command -v openssl >/dev/null || { echo 'geheimen: openssl is not here; install it' >&2; exit 69; }

cd "$(dirname "$0")/../.."
map=${GEHEIMEN:-infra/compose/geheimen}
umask 077
mkdir -p "$map"
chmod 700 "$map"

# Users in containers have other numbers than here: the folder keeps others out, not the files.
bewaar() {
  cat >"$map/$1.half"
  chmod 444 "$map/$1.half"
  mv "$map/$1.half" "$map/$1"
  echo "made $map/$1"
}
mist() { [ ! -e "$map/$1" ]; }
wachtwoord() { openssl rand -hex 24; }

mist postgres-wachtwoord && wachtwoord | tr -d '\n' | bewaar postgres-wachtwoord
mist database-eigenaar && echo "postgres://warmknooppunt:$(cat "$map/postgres-wachtwoord")@postgres:5432/warmknooppunt" | bewaar database-eigenaar
for dienst in intake routing sla delivery dossier autorisatie; do
  mist "database-$dienst" && echo "postgres://dienst_$dienst:$(wachtwoord)@postgres:5432/warmknooppunt" | bewaar "database-$dienst"
done
mist kek && echo "kek-$(date -u +%Y%m%d):$(openssl rand -base64 32)" | bewaar kek
mist grafana-wachtwoord && wachtwoord | tr -d '\n' | bewaar grafana-wachtwoord

# Of an official certificate, whose signer Node trusts already, this adds nothing; the file must be there.
mist ca && ! mist certificaat && ! mist sleutel && bewaar ca <"$map/certificaat"
if mist certificaat || mist sleutel; then
  werk=$(mktemp -d)
  trap 'rm -rf "$werk"' EXIT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Warmknooppunt, made by geheimen.sh' \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign' \
    -keyout "$werk/ca-sleutel" -out "$werk/ca" 2>/dev/null
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$domein" -keyout "$werk/sleutel" -out "$werk/aanvraag" 2>/dev/null
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$domein" >"$werk/uitbreiding"
  openssl x509 -req -in "$werk/aanvraag" -CA "$werk/ca" -CAkey "$werk/ca-sleutel" -CAcreateserial -days 397 -extfile "$werk/uitbreiding" \
    -out "$werk/certificaat" 2>/dev/null
  rm -f "$map/certificaat" "$map/sleutel" "$map/ca"
  for deel in certificaat sleutel ca; do bewaar "$deel" <"$werk/$deel"; done
  echo 'The certificate is signed by a key that was thrown away: for trying out. Put an official one in certificaat and sleutel, or see docs/beheer-containers.md.'
fi

if [ ! -e .env ]; then
  # Kafka takes no id that begins with a dash.
  cluster=-
  while [ "${cluster#-}" != "$cluster" ]; do cluster=$(openssl rand -base64 16 | tr '+/' '-_' | tr -d '='); done
  printf 'DOMEIN=%s\nHUB_OIN=%s\nKAFKA_CLUSTER_ID=%s\n' "$domein" "$oin" "$cluster" >.env
  echo 'made .env'
fi
echo "Keep a copy of $map/kek apart from every back-up of the database: without it nothing of the content can be read."
