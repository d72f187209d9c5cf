/** The place of a block of numbers, with the fields of a search result. Outside North America it has only names. */
export interface Place {
  locality: string | null;
  region: string | null;
  postalCode: string | null;
  rateCenter: string | null;
  lata: string | null;
  latitude: number | null;
  longitude: number | null;
}

type Row = readonly [template: string, locality: string, region: string, postal: string, lata: string, at: string];

const unitedStates: readonly Row[] = [
  ["1 415 [2-6]XX XXXX", "San Francisco", "CA", "94103", "722", "37.7749,-122.4194"],
  ["1 415 [7-9]XX XXXX", "San Rafael", "CA", "94901", "722", "37.9735,-122.5311"],
  ["1 212 NXX XXXX", "New York", "NY", "10001", "132", "40.7128,-74.0060"],
  ["1 718 [2-5]XX XXXX", "Brooklyn", "NY", "11201", "132", "40.6782,-73.9442"],
  ["1 718 [6-9]XX XXXX", "Queens", "NY", "11368", "132", "40.7282,-73.7949"],
  ["1 213 NXX XXXX", "Los Angeles", "CA", "90012", "730", "34.0522,-118.2437"],
  ["1 310 [2-5]XX XXXX", "Santa Monica", "CA", "90401", "730", "34.0195,-118.4912"],
  ["1 310 [6-9]XX XXXX", "Torrance", "CA", "90501", "730", "33.8358,-118.3406"],
  ["1 619 NXX XXXX", "San Diego", "CA", "92101", "732", "32.7157,-117.1611"],
  ["1 312 NXX XXXX", "Chicago", "IL", "60601", "358", "41.8781,-87.6298"],
  ["1 617 [2-5]XX XXXX", "Boston", "MA", "02108", "128", "42.3601,-71.0589"],
  ["1 617 [6-9]XX XXXX", "Cambridge", "MA", "02139", "128", "42.3736,-71.1097"],
  ["1 206 NXX XXXX", "Seattle", "WA", "98101", "674", "47.6062,-122.3321"],
  ["1 503 NXX XXXX", "Portland", "OR", "97204", "672", "45.5152,-122.6784"],
  ["1 202 NXX XXXX", "Washington", "DC", "20001", "236", "38.9072,-77.0369"],
  ["1 305 [3-9]XX XXXX", "Miami", "FL", "33101", "460", "25.7617,-80.1918"],
  ["1 404 NXX XXXX", "Atlanta", "GA", "30303", "438", "33.7490,-84.3880"],
  ["1 512 NXX XXXX", "Austin", "TX", "78701", "558", "30.2672,-97.7431"],
  ["1 713 NXX XXXX", "Houston", "TX", "77002", "560", "29.7604,-95.3698"],
  ["1 214 NXX XXXX", "Dallas", "TX", "75201", "552", "32.7767,-96.7970"],
  ["1 303 NXX XXXX", "Denver", "CO", "80202", "656", "39.7392,-104.9903"],
  ["1 602 NXX XXXX", "Phoenix", "AZ", "85004", "666", "33.4484,-112.0740"],
  ["1 702 NXX XXXX", "Las Vegas", "NV", "89101", "721", "36.1699,-115.1398"],
  ["1 215 NXX XXXX", "Philadelphia", "PA", "19103", "228", "39.9526,-75.1652"],
  ["1 615 NXX XXXX", "Nashville", "TN", "37201", "470", "36.1627,-86.7816"],
  ["1 612 NXX XXXX", "Minneapolis", "MN", "55401", "628", "44.9778,-93.2650"],
  ["1 808 [2-5]XX XXXX", "Honolulu", "HI", "96813", "834", "21.3069,-157.8583"],
  ["1 808 [6-9]XX XXXX", "Hilo", "HI", "96720", "834", "19.7200,-155.0900"],
  // Area codes of the last years, which the numbering plans of libphonenumber-js lack.
  ["1 621 NXX XXXX", "Houston", "TX", "77002", "560", "29.7604,-95.3698"],
  ["1 924 NXX XXXX", "Rochester", "MN", "55901", "620", "44.0121,-92.4802"],
];

const canada: readonly Row[] = [
  ["1 416 NXX XXXX", "Toronto", "ON", "M5H", "888", "43.6532,-79.3832"],
  ["1 613 NXX XXXX", "Ottawa", "ON", "K1P", "888", "45.4215,-75.6972"],
  ["1 514 NXX XXXX", "Montreal", "QC", "H2Y", "888", "45.5019,-73.5674"],
  ["1 604 NXX XXXX", "Vancouver", "BC", "V6B", "888", "49.2827,-123.1207"],
  ["1 403 NXX XXXX", "Calgary", "AB", "T2P", "888", "51.0447,-114.0719"],
  ["1 902 NXX XXXX", "Halifax", "NS", "B3J", "888", "44.6488,-63.5752"],
];

function placed([template, locality, region, postalCode, lata, at]: Row): { template: string; place: Place } {
  const [latitude = 0, longitude = 0] = at.split(",").map(Number);
  const rateCenter = locality.toUpperCase().slice(0, 10);
  return { template, place: { locality, region, postalCode, rateCenter, lata, latitude, longitude } };
}

export const unitedStatesPlaces = unitedStates.map(placed);
export const canadaPlaces = canada.map(placed);

/** A place of which only the name is known. */
export function named(locality: string): Place {
  return { ...nowhere, locality };
}

export const nowhere: Place = {
  locality: null,
  region: null,
  postalCode: null,
  rateCenter: null,
  lata: null,
  latitude: null,
  longitude: null,
};

/** Great-circle distance in miles; null when either place has no coordinates. */
export function milesBetween(a: Pick<Place, "latitude" | "longitude">, b: Place): number | null {
  if (a.latitude === null || a.longitude === null || b.latitude === null || b.longitude === null) return null;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const halfLatitude = Math.sin(radians(b.latitude - a.latitude) / 2);
  const halfLongitude = Math.sin(radians(b.longitude - a.longitude) / 2);
  const chord = halfLatitude ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * halfLongitude ** 2;
  return 2 * 3958.8 * Math.asin(Math.sqrt(chord));
}
