import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.api.MasterReport;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.FeatureEnum;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Checks the EPUB files that standard input names, one a line, in one Java process. Prints a line for each error and warning: FILE SEVERITY ID
 * PLACE MESSAGE, with tabs between, and after each file "checked".
 */
public class CheckAll {
  static class Lines extends MasterReport {
    final String file;
    Lines(String file) { this.file = file; }
    @Override public void message(Message message, EPUBLocation place, Object... args) {
      Severity severity = message.getSeverity();
      if (severity == Severity.FATAL || severity == Severity.ERROR || severity == Severity.WARNING)
        System.out.println(String.join("\t", file, severity.toString(), message.getID().toString(), place.toString(), message.getMessage(args)));
    }
    @Override public void info(String resource, FeatureEnum feature, String value) {}
    @Override public int generate() { return 0; }
    @Override public void initialize() {}
  }
  public static void main(String[] none) throws Exception {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String file; (file = names.readLine()) != null; ) {
      new EpubCheck(new File(file), new Lines(file)).doValidate();
      System.out.println("checked");
    }
  }
}
