#!/bin/sh
# Has the base changed since configure?
#
#     base-stamp.sh write STAMP FILE...    note size and time of the base's files
#     base-stamp.sh check STAMP            end with a message if one is not as noted
#
# An upgrade of the base puts other files in the place of the ones that configure
# tried: an attached program is a copy of the old one, and bindings may not fit.

set -u

describe() {
    stat -L -c '%Y %s %n' "$@" 2>/dev/null
}

action=$1 stamp=$2
shift 2
case $action in
write)
    describe "$@" > "$stamp.new" && mv "$stamp.new" "$stamp"
    ;;
check)
    IFS='
'
    set -f
    set -- $(sed 's/^[0-9]* [0-9]* //' "$stamp")
    if [ "$(describe "$@")" != "$(cat "$stamp")" ]; then
        for file; do
            noted=$(grep -F " $file" "$stamp")
            now=$(describe "$file") || now=gone
            [ "$now" = "$noted" ] || printf '*** %s is %s\n' "$file" \
                "$([ "$now" = gone ] && echo gone || echo 'another than it was')" >&2
        done
        echo "*** the base changed: run configure again (./config.status --recheck && ./config.status)" >&2
        exit 1
    fi
    ;;
esac
