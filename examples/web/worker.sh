#!/bin/sh
# Does something now and then, as workers do.
while :; do
    echo "$APP is at work"
    sleep 60
done
