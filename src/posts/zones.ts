/** The names of time zones: which exist, and which one a person means. */

/** Whether a name is a zone of the IANA database, in any case ("europe/berlin" is one); offsets are not. */
export function isZone(name: string): boolean {
  return exactName(name) !== undefined;
}

/**
 * The zones that a person may mean by a city, a region, an abbreviation or an offset ("new york", "CET",
 * "UTC+2"), the likeliest first; [] if nothing fits. Every name returned is one that Intl takes.
 */
export function findZones(query: string, limit = 8): string[] {
  const wanted = plain(query);
  if (wanted === "") return [];
  const byOffset = zonesAtOffset(wanted);
  if (byOffset) return byOffset.slice(0, limit);

  const found = new Map<string, number>();
  const add = (zone: string, rank: number) => found.set(zone, Math.min(rank, found.get(zone) ?? rank));
  for (const zone of allZones()) {
    const rank = rankOfName(plain(zone), wanted);
    if (rank !== undefined) add(zone, rank);
  }
  for (const [zone, names] of Object.entries(alsoKnownAs)) {
    for (const name of names.split(", ")) {
      if (name === wanted) add(zone, 1);
      else if (name.startsWith(wanted)) add(zone, 3);
    }
  }
  const exact = exactName(query.trim());
  // "CET" and the like are zones to Intl, but of one country: the table knows better what people mean.
  if (exact && !found.has(exact) && ![...found.values()].includes(1)) add(exact, 0);
  const popularity = (zone: string) => (zone in alsoKnownAs ? 0 : 1);
  return [...found]
    .sort(
      ([one, rankOfOne], [other, rankOfOther]) =>
        rankOfOne - rankOfOther || popularity(one) - popularity(other) || (one < other ? -1 : 1),
    )
    .map(([zone]) => zone)
    .slice(0, limit);
}

/** 0 for the whole name, 1 for the city, then their beginnings, then anything inside; undefined: no match. */
function rankOfName(name: string, wanted: string): number | undefined {
  const city = name.slice(name.lastIndexOf("/") + 1);
  if (name === wanted) return 0;
  if (city === wanted) return 1;
  if (city.startsWith(wanted)) return 2;
  if (name.startsWith(wanted) || city.includes(` ${wanted}`)) return 4;
  return name.includes(wanted) ? 5 : undefined;
}

/** Lower case without accents; everything that stands between words is one space, but for / and the signs. */
function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\u2212/g, "-")
    .replace(/(?<=\p{L})-(?=\p{L})|[_\s.,]+/gu, " ")
    .trim();
}

/** Zones for "+2", "utc-3" or "gmt+5:30"; undefined if the query is no offset. */
function zonesAtOffset(wanted: string): string[] | undefined {
  const match = /^(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?::?([0-5]\d))?$/.exec(wanted);
  if (!match) return undefined;
  const [, sign, hours, minutes = "00"] = match;
  if (minutes !== "00") return zonesBetweenHours[`${sign}${Number(hours)}:${minutes}`] ?? [];
  if (Number(hours) === 0) return ["UTC"];
  // Etc/ names count westwards, the other way round from everyone else.
  const zone = exactName(`Etc/GMT${sign === "+" ? "-" : "+"}${Number(hours)}`);
  return zone ? [zone] : [];
}

/** A zone's name in its usual spelling; undefined if there is none. */
function exactName(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined; // Intl takes offsets like +02:00 as well; they are no zones
  const listed = allZones().find((zone) => zone.toLowerCase() === name.toLowerCase());
  if (listed) return listed;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions();
    return newNames[timeZone] ?? timeZone;
  } catch {
    return undefined;
  }
}

let zones: string[] | undefined;

/** Every zone once, by its present name. */
function allZones(): string[] {
  zones ??= ["UTC", ...Intl.supportedValuesOf("timeZone").map((zone) => newNames[zone] ?? zone)];
  return zones;
}

/** ICU lists some zones by the names of old; it takes the present ones too. Source: IANA's file backward. */
const newNames: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/**
 * The zones that many people live in, with other names they go by: old names, big cities that have no zone of
 * their own, and abbreviations, which are given to the zone that most people mean by them.
 */
const alsoKnownAs: Record<string, string> = {
  "Africa/Cairo": "egypt",
  "Africa/Johannesburg": "cape town, south africa",
  "Africa/Lagos": "nigeria, abuja",
  "Africa/Nairobi": "kenya",
  "America/Argentina/Buenos_Aires": "argentina",
  "America/Chicago": "cst, cdt, ct, central, dallas, houston, austin",
  "America/Denver": "mst, mdt, mt, mountain",
  "America/Los_Angeles": "pst, pdt, pt, pacific, san francisco, seattle, san diego, las vegas, california",
  "America/Mexico_City": "mexico",
  "America/New_York": "est, edt, et, eastern, washington, boston, miami, atlanta, philadelphia",
  "America/Sao_Paulo": "rio de janeiro, brasilia, brazil",
  "America/Toronto": "ottawa, montreal",
  "Asia/Dhaka": "bangladesh",
  "Asia/Dubai": "abu dhabi, emirates",
  "Asia/Ho_Chi_Minh": "saigon, hanoi, vietnam",
  "Asia/Jakarta": "indonesia",
  "Asia/Karachi": "pakistan, islamabad, lahore",
  "Asia/Kathmandu": "katmandu, nepal",
  "Asia/Kolkata": "ist, calcutta, india, delhi, new delhi, mumbai, bangalore, chennai",
  "Asia/Manila": "philippines",
  "Asia/Seoul": "korea, kst",
  "Asia/Shanghai": "beijing, china, shenzhen, guangzhou",
  "Asia/Singapore": "sgt",
  "Asia/Tashkent": "uzbekistan",
  "Asia/Tehran": "iran",
  "Asia/Jerusalem": "israel, tel aviv",
  "Asia/Tokyo": "japan, jst, osaka",
  "Asia/Yangon": "rangoon, myanmar",
  "Australia/Sydney": "canberra, aest, aedt",
  "Europe/Amsterdam": "netherlands",
  "Europe/Berlin": "cet, cest, germany, munich, hamburg, cologne, frankfurt",
  "Europe/Istanbul": "turkey, ankara",
  "Europe/Kyiv": "kiev, ukraine, odesa, lviv",
  "Europe/Lisbon": "portugal, wet, west",
  "Europe/London": "bst, england, uk, scotland, edinburgh, manchester",
  "Europe/Madrid": "spain, barcelona",
  "Europe/Moscow": "msk, russia, saint petersburg",
  "Europe/Paris": "france, lyon, marseille",
  "Europe/Rome": "italy, milan, naples",
  "Europe/Warsaw": "poland, krakow",
  "Europe/Zurich": "switzerland, geneva, bern",
  "Pacific/Auckland": "new zealand, wellington, nzst, nzdt",
  UTC: "gmt, zulu, greenwich",
};

/** Zones whose offset is no whole hour and the same all year, by that offset. */
const zonesBetweenHours: Record<string, string[]> = {
  "+3:30": ["Asia/Tehran"],
  "+4:30": ["Asia/Kabul"],
  "+5:30": ["Asia/Kolkata", "Asia/Colombo"],
  "+5:45": ["Asia/Kathmandu"],
  "+6:30": ["Asia/Yangon", "Indian/Cocos"],
  "+8:45": ["Australia/Eucla"],
  "+9:30": ["Australia/Darwin"],
  "-9:30": ["Pacific/Marquesas"],
};
