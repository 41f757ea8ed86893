import { Component, type ComponentChildren } from "preact";
import { Failed } from "./answer.tsx";

interface BoundaryProps {
  children: ComponentChildren;
}

/** Keeps what goes wrong while something is drawn to itself: the rest of the page stays. */
export class Boundary extends Component<BoundaryProps, { error?: unknown }> {
  static override getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error !== undefined) {
      return <Failed error={error} retry={() => this.setState({ error: undefined })} />;
    }
    return this.props.children;
  }
}
