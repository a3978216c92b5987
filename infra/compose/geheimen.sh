#!/bin/sh
# Makes what docker-compose.yml needs and is not in it: secrets as files, a certificate, and .env. Needs openssl. Makes only what is missing, so it may
# run again. What PostgreSQL or the content in it hangs on is made once, and no key is ever removed.
set -eu

hulp() {
  cat >&2 <<'HULP'
sh infra/compose/geheimen.sh <domain> <OIN>      such as: hub.example.nl 00000099900000012000
Writes .env and infra/compose/geheimen/ (or the folder of GEHEIMEN).

To have a secret anew, of a hub that ran before:
  kek                   never remove it: what was encrypted with it can then not be read by anybody. Add a line (docs/beheer-cluster.md)
  postgres-wachtwoord   PostgreSQL reads it at its very first start only. Tell PostgreSQL (docker compose exec postgres psql -U warmknooppunt,
  database-eigenaar     \password), then write the password into both files
  database-<service>    remove it, run this script, then: docker compose up -d --force-recreate
  certificaat, sleutel  put the new ones there, both; then: docker compose up -d --force-recreate gateway
  grafana-wachtwoord    Grafana reads it at its very first start only: docker compose exec grafana grafana cli admin reset-admin-password <new>
HULP
}

if [ $# -ne 2 ] || [ "$1" = --help ]; then
  hulp
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
# Says that a kek was made, when the kek itself is gone.
merk=$map/.kek-gemaakt
umask 077
mkdir -p "$map" "$map/buiten"
chmod 700 "$map"
# What services are told of elsewhere (infra/compose/buiten.yml): mounted as a folder.
chmod 755 "$map/buiten"

# Users in containers have other numbers than here: the folder keeps others out, not the files.
bewaar() {
  rm -f "$map/$1.half"
  cat >"$map/$1.half"
  chmod 444 "$map/$1.half"
  mv "$map/$1.half" "$map/$1"
  echo "made $map/$1"
}
mist() { [ ! -e "$map/$1" ]; }
wachtwoord() { openssl rand -hex 24; }
weiger() {
  echo "geheimen: $1" >&2
  exit 78
}

# A database that may hold something: of this folder, or in a volume that compose made.
ouder() {
  [ -e "$merk" ] && return 0
  for naam in "$map"/postgres-wachtwoord "$map"/database-*; do [ -e "$naam" ] && return 0; done
  command -v docker >/dev/null && docker volume inspect "${COMPOSE_PROJECT_NAME:-warmknooppunt}_postgres" >/dev/null 2>&1
}
als_nieuw="Only a hub of which nothing has to be kept can begin anew: docker compose down --volumes, and remove the folder $map"

# All refusals come before anything is made.
mist kek && ouder && weiger "$map/kek is gone, and a database was made with it. Put the copy of it back: with another key nothing of the content can be read. $als_nieuw"
if mist postgres-wachtwoord && mist database-eigenaar && ouder; then
  weiger "$map/postgres-wachtwoord and database-eigenaar are gone, and PostgreSQL has a password already. Put one of them back, or tell PostgreSQL another and write it there (--help). $als_nieuw"
fi
if mist certificaat; then mist sleutel || weiger "$map/sleutel is there without certificaat. Put its certificate beside it, or move the key elsewhere to have a new one for trying out"
else ! mist sleutel || weiger "$map/certificaat is there without sleutel. Put its key beside it, or move the certificate elsewhere to have a new one for trying out"
fi

# First, so that whatever else is there means that a kek was made.
mist kek && echo "kek-$(date -u +%Y%m%d):$(openssl rand -base64 32)" | bewaar kek
if mist postgres-wachtwoord; then
  if mist database-eigenaar; then wachtwoord | tr -d '\n' | bewaar postgres-wachtwoord
  else sed -n 's|^postgres://[^:]*:\([^@]*\)@.*|\1|p' "$map/database-eigenaar" | tr -d '\n' | bewaar postgres-wachtwoord
  fi
fi
mist database-eigenaar && echo "postgres://warmknooppunt:$(cat "$map/postgres-wachtwoord")@postgres:5432/warmknooppunt" | bewaar database-eigenaar
for dienst in intake routing sla delivery dossier autorisatie; do
  mist "database-$dienst" && echo "postgres://dienst_$dienst:$(wachtwoord)@postgres:5432/warmknooppunt" | bewaar "database-$dienst"
done
mist grafana-wachtwoord && wachtwoord | tr -d '\n' | bewaar grafana-wachtwoord

if mist certificaat; then
  werk=$(mktemp -d)
  trap 'rm -rf "$werk"' EXIT
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Warmknooppunt, made by geheimen.sh' \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' -addext 'keyUsage=critical,keyCertSign' \
    -keyout "$werk/ca-sleutel" -out "$werk/ca" 2>/dev/null
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$domein" -keyout "$werk/sleutel" -out "$werk/aanvraag" 2>/dev/null
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$domein" >"$werk/uitbreiding"
  openssl x509 -req -in "$werk/aanvraag" -CA "$werk/ca" -CAkey "$werk/ca-sleutel" -CAcreateserial -days 397 -extfile "$werk/uitbreiding" \
    -out "$werk/certificaat" 2>/dev/null
  # Beside whom services were told to trust already.
  mist ca || cat "$map/ca" >>"$werk/ca"
  for deel in certificaat sleutel ca; do bewaar "$deel" <"$werk/$deel"; done
  echo 'The certificate is signed by a key that was thrown away: for trying out. Put an official one in certificaat and sleutel, or see docs/beheer-containers.md.'
fi
# Of an official certificate, whose signer Node trusts already, this adds nothing; the file must be there.
mist ca && bewaar ca <"$map/certificaat"

[ -e "$merk" ] || : >"$merk"
if [ ! -e .env ]; then
  # Kafka takes no id that begins with a dash.
  cluster=-
  while [ "${cluster#-}" != "$cluster" ]; do cluster=$(openssl rand -base64 16 | tr '+/' '-_' | tr -d '='); done
  printf 'DOMEIN=%s\nHUB_OIN=%s\nKAFKA_CLUSTER_ID=%s\n' "$domein" "$oin" "$cluster" >.env
  echo 'made .env'
fi
echo "Keep a copy of $map/kek apart from every back-up of the database: without it nothing of the content can be read."
