/** The fovea command. */
module dev.fovea.cli {
  requires com.fasterxml.jackson.core;
  requires dev.fovea.conformance;
  requires dev.fovea.engine;
  requires info.picocli;
  requires java.desktop;
  requires jdk.management;
  requires me.tongfei.progressbar;
  requires org.apache.xmlgraphics.batik.svggen;
  requires org.knowm.xchart;

  opens dev.fovea.cli to
      info.picocli;
}
