"""Reads an ArduPilot DataFlash log or a MAVLink telemetry log from standard input and prints every value as JSON.

Written for the comparison alone, from the published descriptions of the two formats; it shares nothing with the product's readers.
"""
import json
import math
import struct
import sys

LETTERS = {
    "b": "b", "B": "B", "M": "B", "h": "h", "H": "H", "c": "h", "C": "H", "i": "i", "I": "I", "e": "i", "E": "I",
    "L": "i", "f": "f", "d": "d", "q": "q", "Q": "Q", "n": "4s", "N": "16s", "Z": "64s", "a": "32h", "g": "e",
}
DIVISORS = {"c": 100, "C": 100, "e": 100, "E": 100, "L": 10000000}


def plain(value):
    if isinstance(value, bytes):
        return value.split(b"\0")[0].decode("utf-8", "replace")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def put(out, key, name, value):
    out.setdefault(key, {}).setdefault(name, []).append(plain(value))


def dataflash(data):
    out = {}
    instances = {}
    formats = {128: ("FMT", 89, "BBnNZ", ["Type", "Length", "Name", "Format", "Columns"])}
    at = 0
    while at + 3 <= len(data):
        known = formats.get(data[at + 2]) if data[at] == 0xA3 and data[at + 1] == 0x95 else None
        if known is None:
            at += 1
            continue
        name, length, letters, columns = known
        if at + length > len(data):
            break
        values = list(struct.unpack("<" + "".join(LETTERS[letter] for letter in letters), data[at + 3:at + length]))
        row = []
        for letter, column in zip(letters, columns):
            if letter == "a":
                row += [("%s[%d]" % (column, index), values.pop(0)) for index in range(32)]
            else:
                value = values.pop(0)
                row.append((column, value / DIVISORS[letter] if letter in DIVISORS else value))
        by_name = dict(row)
        if name == "FMT":
            text = {key: plain(value) for key, value in by_name.items()}
            formats[text["Type"]] = (text["Name"], text["Length"], text["Format"], text["Columns"].split(",") if text["Columns"] else [])
        if name == "FMTU" and b"#" in by_name["UnitIds"]:
            instances[by_name["FmtType"]] = by_name["UnitIds"].index(b"#")
        marked = instances.get(data[at + 2])
        column = columns[marked] if marked is not None else next((one for one in columns if one in ("I", "Inst", "Instance")), None)
        instance = by_name[column] if column is not None and isinstance(by_name[column], int) else 0
        for column, value in row:
            put(out, "%s %d" % (name, instance), column, value)
        at += length
    return out


MESSAGES = {
    0: ("HEARTBEAT", "<IBBBBB", ["custom_mode", "type", "autopilot", "base_mode", "system_status", None]),
    1: ("SYS_STATUS", "<IIIHHhHHHHHHb", [None, None, None, None, "voltage_battery", "current_battery"] + [None] * 6 + ["battery_remaining"]),
    2: ("SYSTEM_TIME", "<QI", ["time_unix_usec", "time_boot_ms"]),
    22: ("PARAM_VALUE", "<fHH16sB", ["param_value", None, None, "param_id", "param_type"]),
    24: ("GPS_RAW_INT", "<QiiiHHHHBB", ["time_usec", "lat", "lon", "alt", "eph", None, "vel", "cog", "fix_type", "satellites_visible"]),
    30: ("ATTITUDE", "<Iffffff", ["time_boot_ms", "roll", "pitch", "yaw", None, None, None]),
    33: ("GLOBAL_POSITION_INT", "<IiiiihhhH", ["time_boot_ms", "lat", "lon", "alt", "relative_alt", "vx", "vy", "vz", "hdg"]),
    46: ("MISSION_ITEM_REACHED", "<H", ["seq"]),
    65: ("RC_CHANNELS", "<I18HBB", [None] * 20 + ["rssi"]),
    74: ("VFR_HUD", "<ffffhH", [None, "groundspeed", None, "climb", None, None]),
    180: ("CAMERA_FEEDBACK", "<QiiffffffHBBB", ["time_usec", "lat", "lng"] + [None] * 6 + ["img_idx", None, "cam_idx", None]),
    242: ("HOME_POSITION", "<iii10f", ["latitude", "longitude", "altitude"] + [None] * 10),
    245: ("EXTENDED_SYS_STATE", "<BB", ["vtol_state", "landed_state"]),
    253: ("STATUSTEXT", "<B50s", ["severity", "text"]),
}


def tlog(data):
    out = {}
    at = 0
    while at + 16 <= len(data):
        stamp = struct.unpack(">Q", data[at:at + 8])[0]
        frame = data[at + 8:]
        if frame[0] == 0xFE:
            length, system, component, number, head, tail = frame[1], frame[3], frame[4], frame[5], 6, 2
        elif frame[0] == 0xFD:
            length, system, component, head = frame[1], frame[5], frame[6], 10
            number = frame[7] | frame[8] << 8 | frame[9] << 16
            tail = 15 if frame[2] & 1 else 2
        else:
            at += 1
            continue
        if len(frame) < head + length + tail:
            break
        if number in MESSAGES:
            name, layout, fields = MESSAGES[number]
            size = struct.calcsize(layout)
            values = struct.unpack(layout, frame[head:head + length][:size].ljust(size, b"\0"))
            key = "%s %d" % (name, system * 256 + component)
            put(out, key, "stampUs", stamp)
            for field, value in zip(fields, values):
                if field is not None:
                    put(out, key, field, value)
        at += 8 + head + length + tail
    return out


json.dump({"dataflash": dataflash, "tlog": tlog}[sys.argv[1]](memoryview(sys.stdin.buffer.read()).tobytes()), sys.stdout)
