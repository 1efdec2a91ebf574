#!/usr/bin/env python3
"""Verifies what `apc audit export` wrote, with nothing but Python's standard library.

    python3 verify_export.py run.jsonl [KEY_ID]

Says what was verified and exits 0, or names what is wrong and exits 1. With a KEY_ID, every seal must be signed by it.
The bytes are told in docs/audit.md; this program was written from that page.
"""
import base64
import hashlib
import json
import struct
import sys
from datetime import datetime, timedelta, timezone
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NO_HASH = bytes(32)


class Wrong(Exception):
    pass


def require(condition, message):
    if not condition:
        raise Wrong(message)


def sha256(data):
    return hashlib.sha256(data).digest()


def number(value):
    return struct.pack(">i", value)


def text(value):
    if value is None:
        return number(-1)
    data = value.encode()
    return number(len(data)) + data


def instant(value):
    moment = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    return struct.pack(">q", (moment - EPOCH) // timedelta(microseconds=1))


def hashed(value):
    return NO_HASH if value is None else bytes.fromhex(value)


def history_hash(item, row):
    return sha256(
        b"apc-history-1" + UUID(item["itemExecution"]).bytes + number(row["version"])
        + text(row["previousStatus"]) + text(row["newStatus"])
        + instant(row["changedAt"]) + instant(row["createdAt"]) + number(row["attempt"])
        + text(row["actor"]) + text(row["code"]) + text(row["message"]) + text(row["reason"])
        + hashed(row["resultHash"]) + hashed(row["previousHash"]))


def leaf_hash(item, last):
    result = item["history"][-1]["resultHash"] if item["history"] else None
    return sha256(
        b"\0apc-leaf-1" + UUID(item["itemExecution"]).bytes + UUID(item["item"]).bytes
        + hashed(item["payloadHash"]) + (last or NO_HASH) + text(item["status"]) + hashed(result)
        + text(item["errorCode"]) + text(item["errorMessage"]))


class Tree:
    """The tree of RFC 6962, leaf by leaf."""

    def __init__(self):
        self.nodes, self.leaves = [], 0

    def add(self, node):
        left = self.leaves
        while left & 1:
            node = sha256(b"\1" + self.nodes.pop() + node)
            left >>= 1
        self.nodes.append(node)
        self.leaves += 1

    def root(self):
        if not self.nodes:
            return sha256(b"")
        root = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            root = sha256(b"\1" + left + root)
        return root


# The curve P-256: its field, its order, and its base point.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add_points(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(factor, point):
    product = None
    while factor:
        if factor & 1:
            product = add_points(product, point)
        point, factor = add_points(point, point), factor >> 1
    return product


def is_signed(public_key, data, signature):
    # A SubjectPublicKeyInfo of P-256 ends with the two coordinates; a DER signature is two whole numbers.
    point = (int.from_bytes(public_key[-64:-32], "big"), int.from_bytes(public_key[-32:], "big"))
    at = 2
    numbers = []
    for _ in range(2):
        length = signature[at + 1]
        numbers.append(int.from_bytes(signature[at + 2:at + 2 + length], "big"))
        at += 2 + length
    r, s = numbers
    if not (0 < r < N and 0 < s < N):
        return False
    inverse = pow(s, -1, N)
    digest = int.from_bytes(sha256(data), "big")
    found = add_points(times(digest * inverse % N, G), times(r * inverse % N, point))
    return found is not None and found[0] % N == r


def check_seals(manifest, wanted_key):
    keys = {key["id"]: base64.b64decode(key["publicKey"]) for key in manifest["keys"]}
    before = None
    for seal in manifest["seals"]:
        place = f"seal {seal['number']}"
        data = seal["body"].encode()
        require(sha256(data).hex() == seal["hash"], f"{place}: the body does not have its hash")
        body = json.loads(seal["body"])
        require(body["previousOfRun"] == before, f"{place}: does not name the seal before it")
        require(body["run"]["id"] == manifest["run"]["id"], f"{place}: is of another run")
        if wanted_key:
            require(seal["keyId"] == wanted_key, f"{place}: is not signed by {wanted_key}")
        if seal["keyId"]:
            key = keys.get(seal["keyId"])
            require(key and sha256(key).hex()[:16] == seal["keyId"], f"{place}: its key is not there")
            require(is_signed(key, data, base64.b64decode(seal["signature"])), f"{place}: the signature is wrong")
        before = seal["hash"]
    return json.loads(manifest["seals"][-1]["body"]) if manifest["seals"] else None


def check_value(value, value_hash, place):
    # Without a value it was erased, and the hash alone is left.
    if value is not None and value_hash is not None:
        require(sha256(value.encode()).hex() == value_hash, f"{place}: is not the value that was hashed")


def check_item(item):
    place = f"item execution {item['itemExecution']}"
    status, last, last_hash = "PENDING", None, None
    for row in item["history"]:
        require(row["previousStatus"] == status, f"{place} version {row['version']}: does not follow the row before")
        require(row["previousHash"] == last_hash, f"{place} version {row['version']}: the row before it was changed")
        status, last = row["newStatus"], history_hash(item, row)
        last_hash = last.hex()
    require(item["status"] == status, f"{place}: is {item['status']}, its history ends at {status}")
    check_value(item["payload"], item["payloadHash"], f"{place}: payload")
    check_value(item["result"], item["history"][-1]["resultHash"] if item["history"] else None, f"{place}: result")
    return leaf_hash(item, last)


def batch_bytes(batch):
    check_value(batch["payload"], batch["payloadHash"], f"batch {batch['batch']}: payload")
    return (UUID(batch["batchExecution"]).bytes + UUID(batch["batch"]).bytes + number(batch["ordinal"])
            + text(batch["status"]) + text(batch["startedAt"]) + text(batch["finishedAt"])
            + hashed(batch["payloadHash"]))


def verify(path, wanted_key=None):
    digest, batches = hashlib.sha256(), hashlib.sha256(b"apc-batches-1")
    tree, rows, lines, body, end = Tree(), 0, 0, None, None
    with open(path, "rb") as file:
        for line in file:
            require(end is None, "something follows the end")
            record = json.loads(line)
            if lines == 0:
                require(record.get("format") == "apc-run-export-1", "is not an export")
                manifest, body = record, check_seals(record, wanted_key)
            elif "sha256" in record:
                end = record
                continue
            elif "ordinal" in record:
                batches.update(batch_bytes(record))
            else:
                tree.add(check_item(record))
                rows += len(record["history"])
            digest.update(line)
            lines += 1
    require(end is not None, "has no end: it was cut off")
    require(end == {"lines": lines, "sha256": digest.hexdigest()}, "the end does not fit what is before it")
    require(body is not None, "the run has no seal: nothing binds its last rows")
    require(body["run"] == manifest["run"], "the run is not as it was sealed")
    require(body["items"] == tree.leaves and body["historyRows"] == rows, "the counts are not those that were sealed")
    require(body["batchesHash"] == batches.hexdigest(), "the batches are not those that were sealed")
    require(body["root"] == tree.root().hex(), "the item executions are not those that were sealed")
    return f"whole: {tree.leaves} item executions, {rows} rows of history, {len(manifest['seals'])} seals"


if __name__ == "__main__":
    try:
        print(verify(*sys.argv[1:]))
    except Wrong as wrong:
        sys.exit(f"WRONG: {wrong}")
