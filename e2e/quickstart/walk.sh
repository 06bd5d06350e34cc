#!/usr/bin/env bash
# The first minutes with a server, with nothing but curl: makes a project and walks through what its keys can do.
#   LATCHKEY_URL=http://localhost:4420 LATCHKEY_WORKSPACE_API_KEY=ory_wak_… ./walk.sh
# PLAN_API_KEYS_MAX: how many keys the plan of the workspace allows, when it has a limit. Needs curl and sed; the offline
# check of the token needs node and the package jose.
set -euo pipefail

: "${LATCHKEY_URL:?the address of the server}" "${LATCHKEY_WORKSPACE_API_KEY:?a workspace API key}"
here=$(cd "$(dirname "$0")" && pwd)
credential=$LATCHKEY_WORKSPACE_API_KEY
body=

# ask STATUS METHOD PATH [JSON]: asks with the current credential, keeps the answer in $body, stops at another status.
ask() {
  local wanted=$1 method=$2 path=$3 json=${4-} answer status
  local request=(curl --silent --show-error --max-time 10 --request "$method" --write-out '\n%{http_code}')
  [ -z "$credential" ] || request+=(--header "Authorization: Bearer $credential")
  [ -z "$json" ] || request+=(--header 'Content-Type: application/json' --data "$json")
  answer=$("${request[@]}" "$LATCHKEY_URL$path")
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
  [ "$status" = "$wanted" ] || stop "$method $path answered $status instead of $wanted: $body"
}

# first NAME: the first string of that name in $body.
first() {
  printf '%s' "$body" | sed "s/\"$1\":\"/\n/" | sed -n '2s/".*//p'
}

# expect TEXT: stops unless $body contains it.
expect() {
  case $body in *"$1"*) ;; *) stop "expected $1 in $body" ;; esac
}

stop() {
  printf 'stopped: %s\n' "$1" >&2
  exit 1
}

step() {
  printf '%s\n' "$1"
}

ask 201 POST /projects '{"name":"Quickstart","environment":"dev"}'
slug=$(first slug)
project=/projects/$slug
admin=$project/v2alpha1/admin
step "created project $slug"

ask 201 POST "$project/tokens" '{"name":"walk"}'
project_key=$(first value)
credential=$project_key
step 'created a project API key'

ask 201 POST "$admin/issuedApiKeys" '{"name":"first key"}'
key_id=$(first key_id)
secret=$(first secret)
step "issued $key_id"

ask 200 POST "$admin/apiKeys:verify" "{\"credential\":\"$secret\"}"
expect '"is_valid":true'
expect "\"key_id\":\"$key_id\""
step 'verified it'

ask 204 POST "$admin/apiKeys/$key_id:revoke"
step 'revoked it'

ask 200 POST "$admin/apiKeys:verify" "{\"credential\":\"$secret\"}"
expect '"is_valid":false'
expect '"error_code":"VERIFICATION_ERROR_REVOKED"'
step 'it no longer verifies'

ask 201 POST "$admin/issuedApiKeys" '{"name":"leaked key"}'
leaked=$(first secret)
credential=
ask 200 POST "$project/v2alpha1/apiKeys:selfRevoke" "{\"credential\":\"$leaked\",\"reason\":\"REVOCATION_REASON_KEY_COMPROMISE\"}"
credential=$project_key
ask 200 POST "$admin/apiKeys:verify" "{\"credential\":\"$leaked\"}"
expect '"error_code":"VERIFICATION_ERROR_REVOKED"'
step 'its holder revoked a key without any credential of ours'

ask 201 POST "$admin/importedApiKeys" '{"raw_key":"legacy-key-1","name":"legacy 1","actor_id":"customer_1"}'
ask 200 POST "$admin/importedApiKeys:batchCreate" '{"requests":[
  {"raw_key":"legacy-key-2","name":"legacy 2","actor_id":"customer_2"},
  {"raw_key":"legacy-key-3","name":"legacy 3","actor_id":"customer_3"}]}'
expect '"success_count":2'
for number in 1 2 3; do
  ask 200 POST "$admin/apiKeys:verify" "{\"credential\":\"legacy-key-$number\"}"
  expect "\"actor_id\":\"customer_$number\""
done
step 'imported one key and a batch of two'

ask 201 POST "$admin/issuedApiKeys" '{"name":"parent","actor_id":"customer_4","scopes":["orders:read"]}'
parent=$(first secret)
parent_id=$(first key_id)
ask 200 POST "$admin/apiKeys:derive" "{\"credential\":\"$parent\",\"ttl\":\"10m\"}"
token=$(printf '%s' "$body" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
ask 200 GET "$project"/v2alpha1/derivedKeys/jwks.json
printf '%s' "$body" | node "$here/check-token.mjs" "$token" "$parent_id" || stop 'the token does not verify against the key set'
step 'derived a token and checked it offline'

if [ -n "${PLAN_API_KEYS_MAX-}" ]; then
  # The revoked ones no longer count: three are imported, and the parent.
  for ((live = 4; live < PLAN_API_KEYS_MAX; live++)); do
    ask 201 POST "$admin/issuedApiKeys" '{"name":"one more"}'
  done
  ask 402 POST "$admin/issuedApiKeys" '{"name":"one too many"}'
  expect '"API_KEY_QUOTA_EXCEEDED"'
  expect "\"limit\":\"$PLAN_API_KEYS_MAX\""
  step "the plan allows $PLAN_API_KEYS_MAX keys and no more"
fi
step done
