// Leaflet's markers as buttons with names, which stay the same elements as long as what they show is the same.

export interface Sign {
  /** What is shown and how: a sign with the same key need not be made again. */
  key: string;
  at: L.LatLngExpression;
  icon: L.DivIcon;
  /** Its name for the pointer and for screen readers. */
  name: string;
  order: number;
  act(): void;
}

/** A group of signs that is brought up to date sign by sign, so that none loses the focus without need. */
export class SignLayer {
  private readonly group: L.LayerGroup;
  private readonly markers = new Map<string, L.Marker>();

  constructor(map: L.Map) {
    this.group = L.layerGroup().addTo(map);
  }

  show(signs: readonly Sign[]): void {
    const wanted = new Set(signs.map((sign) => sign.key));
    for (const [key, marker] of this.markers) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.group.removeLayer(marker);
      this.markers.delete(key);
    }
    for (const sign of signs) {
      if (this.markers.has(sign.key)) continue;
      const marker = makeMarker(sign);
      this.markers.set(sign.key, marker);
      this.group.addLayer(marker);
    }
  }

  /** Moves the focus to a sign. */
  focus(key: string): boolean {
    const element = this.markers.get(key)?.getElement();
    element?.focus({ preventScroll: true });
    return element !== undefined;
  }
}

/** Leaflet makes a marker a button, but names it only by its image and hears no key on it. */
function makeMarker({ at, icon, name, order, act }: Sign): L.Marker {
  const marker = L.marker(at, { icon, alt: name, title: name, zIndexOffset: order });
  marker.on("click", act);
  marker.on("add", () => {
    const element = marker.getElement()!;
    element.setAttribute("aria-label", name);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    });
  });
  return marker;
}

/** Leaflet appends any element; its types know only those of HTML. Without a size the style sheet decides. */
export function makeIcon(className: string, content: Element, size: number | null): L.DivIcon {
  const iconSize = (size === null ? null : [size, size]) as L.PointExpression | undefined;
  return L.divIcon({ className, html: content as HTMLElement, iconSize });
}
